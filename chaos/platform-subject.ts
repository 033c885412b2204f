import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deadLetters } from './server-api.ts'
import { serverProcess } from './server-process.ts'
import type { Setting, Subject } from './subject.ts'
import { counted } from './verdict.ts'

const regions = ['seoul', 'busan']

/** `bonghwa up` with two functions of which one records and the other posts: the platform alone. */
export async function platformSubject({ folder, data, eventDice, broker }: Setting): Promise<Subject> {
  const ledger = prepare(folder)
  const server = await serverProcess({
    folder,
    data,
    needsOthers: broker !== undefined,
    command: [
      ...[join(import.meta.dirname, '../platform/bin/bonghwa.js'), 'up', join(folder, 'functions')],
      ...['--standby', '1', '--frozen', '2', ...(broker === undefined ? [] : ['--queue', broker.url])],
    ],
  })
  return {
    server,
    nodes: ['seoul-1', 'seoul-2', 'busan-1'],
    faults: [],
    fates: ['throw', 'exit'],
    event: (id, fate) => ({
      event: {
        specversion: '1.0',
        id,
        source: '/chaos',
        type: 'dev.bonghwa.chaos.happened',
        region: eventDice.pick(regions),
        data: { ledger, waitMs: eventDice.between(0, 100), fate },
      },
      wants: ['recorded', 'posted'],
    }),
    calm: async () => {},
    quietWithinMs: 180_000,
    async ledger() {
      const dead = await deadLetters(server.url)
      return { ...written(ledger), dead: new Set(dead.map(({ event }) => event.id)) }
    },
    remarks: async () => ({ said: [], problems: [] }),
    async [Symbol.asyncDispose]() {
      await server.kill()
    },
  }
}

/** Functions of the platform's own, two regions, and a ledger. */
function prepare(folder: string): string {
  cpSync(join(import.meta.dirname, 'functions'), join(folder, 'functions'), { recursive: true })
  const region = (name: string, latitude: number, of: string[], core: boolean) => ({
    name,
    place: { latitude, longitude: 127 },
    core,
    nodes: of,
  })
  const config = {
    apiVersion: 'bonghwa.dev/v1',
    kind: 'Platform',
    spec: {
      regions: [
        region('seoul', 37.5, ['seoul-1', 'seoul-2'], true),
        region('busan', 35.2, ['busan-1'], false),
      ],
    },
  }
  // YAML takes JSON as it is.
  writeFileSync(join(folder, 'functions/bonghwa.yaml'), JSON.stringify(config))
  const ledger = join(folder, 'ledger')
  mkdirSync(ledger)
  using posts = new DatabaseSync(join(ledger, 'posts.db'))
  posts.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE claims (event TEXT PRIMARY KEY);
    CREATE TABLE posts (event TEXT, pid INTEGER);`)
  return ledger
}

function written(ledger: string) {
  const file = join(ledger, 'handled.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  using database = new DatabaseSync(join(ledger, 'posts.db'))
  const posts = database.prepare('SELECT event AS id FROM posts').all() as { id: string }[]
  const done = {
    recorded: counted(lines.map((line) => (JSON.parse(line) as { id: string }).id)),
    posted: counted(posts.map(({ id }) => id)),
  }
  return { done, once: ['posted'] }
}
