import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { testContext } from '@bonghwa/platform/testing'
import { sampleIncident } from '../outcome/sample.ts'
import { openEvidence } from '../store/evidence.ts'
import { openStore } from '../store/open-store.ts'
import { announcer } from './announce.ts'
import { recentPictures } from './recent-pictures.ts'

it('A change that the store does not take is told with the next, in order, and each once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-announce-'))
  try {
    await using store = await openStore(`sqlite:${join(folder, 'city.db')}`)
    const told: string[] = []
    let trouble: 'recording' | 'marking' | undefined = 'recording'
    const failing = {
      ...store,
      async recordChange(...given: Parameters<typeof store.recordChange>) {
        if (trouble === 'recording') throw new Error('database is locked')
        return store.recordChange(...given)
      },
      async markPublished(id: string) {
        if (trouble === 'marking') throw new Error('database is locked')
        await store.markPublished(id)
      },
    }
    const context = {
      ...testContext({ region: 'seoul' }),
      async emit({ type, id }: { type: string; id?: string }) {
        told.push(`${id} ${type.split('.').at(-1)}`)
      },
    }
    const announce = announcer(failing, openEvidence(join(folder, 'evidence')), recentPictures(), context)
    const incident = sampleIncident({ id: 'inc-9' })

    // A watch ticks before anything happens, and while nothing does.
    await announce([], 0)
    await announce([{ change: 'opened', incident }], 0)
    await announce([], 0)
    assert.deepEqual(told, [])
    trouble = undefined
    await announce([{ change: 'updated', incident }], 0)
    assert.deepEqual(told, ['inc-9.1 opened', 'inc-9.2 updated'])

    trouble = 'marking'
    const second = sampleIncident({ id: 'inc-10' })
    await announce([{ change: 'opened', incident: second }], 0)
    trouble = undefined
    await announce([], 0)
    // Told twice under one id: whoever acts on it acts once.
    assert.deepEqual(told.slice(2), ['inc-10.1 opened', 'inc-10.1 opened'])
    assert.deepEqual(await store.unpublishedChanges('seoul'), [])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
