import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Hono } from 'hono'
import { serviceServer } from '../testing/service-server.ts'
import { describeScene } from './describe.ts'
import { refineDescription } from './refine-description.ts'
import { sampleIncident } from './sample.ts'

const scene = sampleIncident({ label: 'fire' })
const facts = { scene, grounded: describeScene(scene), elsewhere: [] }
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3])
const good = {
  ko: '도로 옆에서 불로 보이는 것이 연기와 함께 보입니다.',
  en: 'Beside a road, what appears to be a fire is seen with smoke.',
}

/** A contract test: the server takes what OpenAI's chat completions take, as llama.cpp, vLLM and Ollama do, and is none. */
describe('A description is worded by a model, over a server that speaks the documented interface', () => {
  it('which is sent the picture and what was measured, and its key', async () => {
    const requests: { path: string; authorization: string | undefined; body: unknown }[] = []
    const app = new Hono()
    app.post('/v1/chat/completions', async (context) => {
      const authorization = context.req.header('authorization')
      requests.push({ path: context.req.path, authorization, body: await context.req.json() })
      return context.json(completion(JSON.stringify(good)))
    })
    await using server = await serviceServer(app)
    const settings = { url: `${server.url}/v1/`, model: 'a-model', timeoutSeconds: 5 }
    assert.deepEqual(await refineDescription(jpeg, facts, { ...settings, key: 'k-123' }), { refined: good })
    assert.deepEqual(await refineDescription(jpeg, facts, { ...settings, key: '' }), { refined: good })

    const [first, second] = requests
    assert.equal(first?.authorization, 'Bearer k-123')
    assert.equal(second?.authorization, undefined)
    const { model, messages } = (first?.body ?? {}) as {
      model: string
      messages: { role: string; content: unknown }[]
    }
    assert.equal(model, 'a-model')
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['system', 'user'],
    )
    const content = messages[1]?.content ?? []
    const [text, image] = content as { type: string; text: string; image_url: { url: string } }[]
    assert.ok(text?.text.includes(facts.grounded.ko) && text.text.includes(facts.grounded.en))
    assert.equal(image?.type, 'image_url')
    assert.equal(image?.image_url.url, `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`)
  })

  it('also when the model puts a fence around its answer', async () => {
    assert.deepEqual(await answered(completion(`\`\`\`json\n${JSON.stringify(good)}\n\`\`\``)), {
      refined: good,
    })
  })

  it('and is what was measured when the model says anything else', async () => {
    assert.match(await problemOf(completion('I cannot help with that.')), /not answer with the JSON/)
    assert.match(await problemOf({ choices: [] }), /not answer with the JSON/)
    const invented = { ...good, en: 'Two people watch what appears to be a fire.' }
    assert.match(await problemOf(completion(JSON.stringify(invented))), /counts otherwise/)
  })

  it('or fails, or is not there, or takes too long', async () => {
    const app = new Hono()
    app.post('/v1/chat/completions', (context) => context.json({ error: { message: 'no' } }, 503))
    app.post('/slow/chat/completions', async (context) => {
      await setTimeout(2000)
      return context.json(completion(JSON.stringify(good)))
    })
    await using server = await serviceServer(app)
    const settings = { model: 'a-model', timeoutSeconds: 0.2 }
    const asked = (url: string) => refineDescription(jpeg, facts, { ...settings, url })
    assert.deepEqual(await asked(`${server.url}/v1`), { problem: 'the model answered HTTP 503' })
    assert.deepEqual(await asked(`${server.url}/slow`), { problem: 'the model took more than 0.2 s' })
    assert.deepEqual(await asked('http://127.0.0.1:1/v1'), { problem: 'the model could not be asked' })
  })
})

function completion(content: string) {
  return {
    id: 'c',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content } }],
  }
}

async function answered(body: object) {
  const app = new Hono()
  app.post('/v1/chat/completions', (context) => context.json(body))
  await using server = await serviceServer(app)
  return await refineDescription(jpeg, facts, {
    url: `${server.url}/v1`,
    model: 'a-model',
    timeoutSeconds: 5,
  })
}

async function problemOf(body: object): Promise<string> {
  const answer = await answered(body)
  return 'problem' in answer ? answer.problem : ''
}
