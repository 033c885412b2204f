import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createECDH, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { Agent, createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import ece from 'http_ece'
import webpush from 'web-push'
import { cellsAround } from '../../outcome/cell.ts'
import { sampleIncident, samplePost } from '../../outcome/sample.ts'
import { reviewersCell, type Subscriber } from '../../outcome/subscriber.ts'
import { vapidKeys } from '../../outcome/vapid.ts'
import { openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { reviewMessage } from '../call-reviewers/review-message.ts'
import { PushFailedError } from '../errors.ts'
import { pushTo } from '../web-push.ts'
import { warnDrivers } from './push.ts'

const road = { ko: '강남대로', en: 'Gangnam-daero' }
const crash = sampleIncident({ id: 'inc-crash', label: 'accident' })

/** A contract test: the server takes what RFC 8030 and 8291 say that a push service takes, and is none. */
describe('Drivers are warned by Web Push, over a server that speaks its protocol', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-push-'))
  const vapid = webpush.generateVAPIDKeys()
  const received: { path: string; topic: string | undefined; message: unknown }[] = []
  const phones = new Map<string, { ecdh: ReturnType<typeof createECDH>; auth: Buffer }>()
  const answers = new Map<string, number>()
  let store: Store
  let server: Server
  let origin: string

  before(async () => {
    store = await openStore(`sqlite:${join(folder, 'city.db')}`)
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '1',
        ],
        ...['-subj', '/CN=localhost', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
      ],
      { stdio: 'ignore' },
    )
    server = createServer(
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) },
      async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk)
        const path = request.url ?? ''
        const status = answers.get(path) ?? 201
        const phone = phones.get(path)
        if (status === 201 && phone !== undefined) {
          const options = {
            version: 'aes128gcm',
            privateKey: phone.ecdh,
            authSecret: phone.auth.toString('base64url'),
          }
          const message = JSON.parse(ece.decrypt(Buffer.concat(chunks), options).toString())
          assert.match(request.headers.authorization ?? '', /^vapid t=.+, k=/)
          received.push({ path, topic: request.headers.topic as string | undefined, message })
        }
        response.writeHead(status).end()
      },
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  after(async () => {
    server?.closeAllConnections()
    server?.close()
    await store?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const warn = () =>
    warnDrivers(crash, {
      store,
      place: road,
      vapid: { ...vapid, subject: 'mailto:bonghwa@localhost' },
      agent: new Agent({ rejectUnauthorized: false }),
    })

  async function phoneIn(cell: string, path: string, language: Subscriber['language'] = 'ko') {
    const ecdh = createECDH('prime256v1')
    ecdh.generateKeys()
    const auth = randomBytes(16)
    phones.set(path, { ecdh, auth })
    const keys = { p256dh: ecdh.getPublicKey().toString('base64url'), auth: auth.toString('base64url') }
    await store.subscribe({ endpoint: `${origin}${path}`, keys, cell, language, createdAt: Date.now() })
  }

  it('near the incident, each in their language, and nobody elsewhere', async () => {
    const [here = '', , , beside = ''] = cellsAround(crash.place)
    await phoneIn(here, '/here')
    await phoneIn(beside, '/beside', 'en')
    await phoneIn('wydkz', '/far')
    assert.deepEqual(await warn(), { told: 2, gone: 0 })
    const told = received.splice(0).sort((a, b) => a.path.localeCompare(b.path))
    assert.deepEqual(
      told.map(({ path, message }) => ({ path, message })),
      [
        {
          path: '/beside',
          message: {
            title: 'Accident near by',
            body: 'Gangnam-daero (virtual camera: not a real event)',
            tag: 'inc-crash',
          },
        },
        {
          path: '/here',
          message: {
            title: '근처에 사고가 있습니다',
            body: '강남대로 (가상 카메라: 실제 상황이 아닙니다)',
            tag: 'inc-crash',
          },
        },
      ],
    )
    assert.ok(told.every(({ topic }) => topic !== undefined && topic === told[0]?.topic))
  })

  it('but not of a weapon', async () => {
    const counts = await warnDrivers(
      { ...crash, label: 'gun' },
      { store, place: road, vapid: { ...vapid, subject: '' } },
    )
    assert.deepEqual(counts, { told: 0, gone: 0 })
  })

  it('and reviewers of a post that waits, in their language, without its picture and description', async () => {
    await phoneIn(reviewersCell, '/reviewer', 'en')
    received.splice(0)
    const post = samplePost({ label: 'gun', status: 'waiting' })
    const counts = await pushTo(
      await store.subscribersIn([reviewersCell]),
      (language) => reviewMessage(post, road, language),
      {
        ...{ store, subject: post.id, timeToLive: 60 },
        vapid: { ...vapid, subject: 'mailto:bonghwa@localhost' },
        agent: new Agent({ rejectUnauthorized: false }),
      },
    )
    assert.deepEqual(counts, { told: 1, gone: 0 })
    const body = 'possible gun, Gangnam-daero (virtual camera)'
    assert.deepEqual(
      received.splice(0).map(({ path, message }) => ({ path, message })),
      [{ path: '/reviewer', message: { title: 'A post waits for your decision', body, tag: post.id } }],
    )
  })

  it('and a phone that has left is forgotten', async () => {
    answers.set('/here', 410)
    assert.deepEqual(await warn(), { told: 1, gone: 1 })
    received.splice(0)
    assert.deepEqual(await warn(), { told: 1, gone: 0 })
  })

  it('and one that cannot be told now makes the event come again, after all others were told', async () => {
    answers.set('/beside', 503)
    await phoneIn(cellsAround(crash.place)[0]!, '/later')
    received.splice(0)
    await assert.rejects(warn(), PushFailedError)
    assert.deepEqual(
      received.map(({ path }) => path),
      ['/later'],
    )
  })
})

it('The key pair is made once, and kept for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-vapid-'))
  try {
    const file = join(folder, 'vapid.json')
    assert.deepEqual(vapidKeys(file, {}), vapidKeys(file, {}))
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const given = { VAPID_PUBLIC_KEY: 'p', VAPID_PRIVATE_KEY: 's', VAPID_SUBJECT: 'mailto:city@example.org' }
    assert.deepEqual(vapidKeys(file, given), given)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
