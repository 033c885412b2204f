import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { IncidentLabel } from '../incident/incident.ts'
import { sampleIncident } from '../outcome/sample.ts'
import { evidenceStore } from './evidence.ts'
import { openStore } from './open-store.ts'
import { eraseIncident, forgetOld } from './retention.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-retention-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const day = 24 * 60 * 60 * 1000
const now = Date.UTC(2026, 10, 24)

async function filled(name: string) {
  const store = await openStore(`sqlite:${join(folder, `${name}.db`)}`)
  const evidence = evidenceStore(join(folder, name))
  const add = async (label: IncidentLabel, daysAgo: number) => {
    const id = `${label}-${daysAgo}`
    const address = await evidence.put(new TextEncoder().encode(id))
    const at = now - daysAgo * day
    const closed = { state: 'closed', updatedAt: at, closedAt: at } as const
    await store.saveIncident(sampleIncident({ id, label, evidence: address, ...closed }))
    return { id, address }
  }
  return { store, evidence, add }
}

describe('Incidents are kept as long as the city says', () => {
  it('by label where one differs, and no picture outlives its incident', async () => {
    const { store, evidence, add } = await filled('old')
    await using _ = store
    const pictures = new Map<string, string>()
    for (const [label, daysAgo] of [
      ['fire', 29],
      ['fire', 31],
      ['gun', 6],
      ['gun', 8],
    ] as const) {
      const { id, address } = await add(label, daysAgo)
      pictures.set(id, address)
    }
    assert.deepEqual(await forgetOld(store, evidence, { days: 30, gun: 7 }, now), {
      incidents: 2,
      pictures: 2,
    })
    const left = (await store.findIncidents()).map(({ id }) => id).sort()
    assert.deepEqual(left, ['fire-29', 'gun-6'])
    for (const [id, address] of pictures)
      assert.equal((await evidence.get(address)) !== undefined, left.includes(id), id)
  })

  it('goes on until every old one is forgotten, however many there are', async () => {
    let left = 2500
    const store = {
      prune: async () => {
        const incidents = Math.min(left, 1000)
        left -= incidents
        return { incidents, evidence: [] }
      },
    }
    const { incidents } = await forgetOld(store, { remove: async () => {} }, { days: 30 }, now)
    assert.equal(incidents, 2500)
  })
})

describe('An incident that somebody asks to be erased', () => {
  it('is gone with its picture, and so it is told when it was never there', async () => {
    const { store, evidence, add } = await filled('erased')
    await using _ = store
    const { id, address } = await add('knife', 1)
    assert.deepEqual(await eraseIncident(store, evidence, id, now), {
      incident: id,
      found: true,
      pictures: 1,
      published: [],
    })
    assert.equal(await evidence.get(address), undefined)
    assert.equal((await eraseIncident(store, evidence, 'never', now)).found, false)
  })
})
