import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { Hono } from 'hono'
import { readCity } from '../camera/city.ts'
import { openCamera } from '../camera/open-camera.ts'
import { encodeJpeg } from '../frame/jpeg.ts'
import { incidentToJson } from '../incident/wire.ts'
import { sampleIncident } from '../outcome/sample.ts'
import { openEvidence } from '../store/evidence.ts'
import { openStore } from '../store/open-store.ts'
import { serviceServer } from '../testing/service-server.ts'
import { environmentVariables } from './environment.ts'

const root = join(import.meta.dirname, '../../..')

it('A model is shown the mosaicked picture alone, and its wording waits with the post for a reviewer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-post-'))
  const shown: Buffer[] = []
  const answers = [
    {
      ko: '실내에서 사람 한 명이 총으로 보이는 물체를 들고 있습니다.',
      en: 'Indoors, one person holds what may be a gun.',
    },
    { ko: '사람 아홉 명이 총으로 보이는 물체를 들고 있습니다.', en: 'Nine people hold what may be a gun.' },
  ]
  const app = new Hono()
  app.post('/v1/chat/completions', async (context) => {
    const { messages } = await context.req.json()
    shown.push(Buffer.from(messages[1].content[1].image_url.url.split(',')[1], 'base64'))
    const message = { role: 'assistant', content: JSON.stringify(answers[shown.length - 1]) }
    return context.json({ choices: [{ message }] })
  })
  await using server = await serviceServer(app)
  try {
    const city = readCity(join(root, 'safety/city/city.yaml'))
    const vision = { url: `${server.url}/v1`, model: 'a-model', timeoutSeconds: 5 }
    const cityFile = join(folder, 'city.json')
    writeFileSync(cityFile, JSON.stringify({ ...city, vision }))
    const location = join(folder, 'evidence')
    const environment = {
      store: `sqlite:${join(folder, 'city.db')}`,
      evidence: location,
      pace: 'fast',
    } as const
    Object.assign(
      process.env,
      environmentVariables({ ...environment, faces: join(root, 'models/faces') }, cityFile, {}),
    )
    await using store = await openStore(environment.store)
    const evidence = openEvidence(location)
    const address = await evidence.put(await pictureOfSomebody())

    const { postWriter } = await import('./write-post.ts')
    const write = await postWriter({ peopleExpected: true, sensitive: true })
    const logged: unknown[] = []
    const posted = async (id: string) => {
      const incident = sampleIncident({
        ...{ id, label: 'gun', evidence: address },
        detections: [{ label: 'person', score: 0.9, box: { x: 300, y: 60, width: 90, height: 260 } }],
      })
      const event = {
        specversion: '1.0',
        id: `${id}.1`,
        type: 't',
        source: '/s',
        data: incidentToJson(incident),
      }
      await write(event as never, context(logged) as never)
      return (await store.post(`post-${id}`)) ?? assert.fail('no post')
    }

    const first = await posted('inc-1')
    assert.ok(first.status === 'waiting' && first.mosaicked && first.image !== null)
    assert.deepEqual(new Uint8Array(shown[0] ?? []), new Uint8Array((await evidence.get(first.image)) ?? []))
    assert.equal(first.describedBy, 'a-model')
    assert.ok(first.alt.en.includes(answers[0]?.en ?? '') && first.alt.ko.includes(answers[0]?.ko ?? ''))
    assert.match(first.alt.en, /number plates are pixelated/)

    const second = await posted('inc-2')
    assert.equal(second.describedBy, null)
    assert.match(second.alt.en, /A possible gun/)
    assert.match(JSON.stringify(logged), /counts otherwise: “Nine people” where 1 were seen/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function context(logged: unknown[]) {
  return {
    ...{ function: 'post-threat', node: 'n', attempt: 1, secrets: {}, signal: new AbortController().signal },
    log: (...said: unknown[]) => logged.push(said),
    span() {},
    async emit() {},
  }
}

/** A frame of the city's clip in which somebody holds a gun. */
async function pictureOfSomebody(): Promise<Uint8Array> {
  const source = {
    files: [join(root, 'safety/city/clips/pistol_shop.mp4')],
    play: 'once',
    everyMs: null,
    afterMs: 0,
  } as const
  const options = { signal: new AbortController().signal, pace: 'fast', startedAt: 0 } as const
  let frames = 0
  for await (const frame of openCamera({ id: 'c', source }, options))
    if (++frames === 30) return encodeJpeg(frame)
  throw new Error('the clip has fewer frames')
}
