import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Platform } from '../control/platform.ts'
import { type Folder, redeploy } from '../control/redeploy.ts'
import { HoldInvalidError } from '../dispatcher/errors.ts'
import { boundedJson } from '../event/bounded-json.ts'
import { readMessage } from './read-body.ts'
import { functionViewOf } from './views.ts'

const shape = z.strictObject({ region: z.string().optional(), replicas: z.number().optional() })
type Asked = z.infer<typeof shape>

/**
 * What an operator does with a function by hand: deploy it again, hold it at a count, 0 to pause it, as `paused-replicas`
 * of KEDA does. Code is never taken from a request: it comes from the folders that whoever started the platform named.
 *
 * @param whoAsks the name of a request's sender, empty when nobody is known
 */
export function functionActs(
  app: Hono,
  platform: Platform,
  folders: readonly Folder[],
  whoAsks: (context: Context) => string,
): void {
  app.post('/api/deploy', async (context) => context.json(await redeploy(platform, folders)))
  app.post('/api/functions/:name/deploy', async (context) =>
    context.json(await redeploy(platform, folders, context.req.param('name'))),
  )

  const route = (verb: string, replicasOf: (asked: Asked, name: string) => number | undefined) =>
    app.post(`/api/functions/:name/${verb}`, async (context) => {
      const name = context.req.param('name') ?? ''
      const asked = await read(context, name)
      if (Object.keys(asked).length > 0) context.set('asked', asked)
      platform.hold(name, replicasOf(asked, name), asked.region, whoAsks(context))
      return context.json(functionViewOf(platform, name))
    })
  route('pause', () => 0)
  route('resume', () => undefined)
  route('scale', ({ replicas }, name) => {
    if (replicas === undefined) throw new HoldInvalidError(name, 'the body has no "replicas"')
    return replicas
  })
}

async function read(context: Context, name: string): Promise<Asked> {
  const { body } = await readMessage(context)
  if (body.length === 0) return {}
  const parsed = shape.safeParse(quietly(() => boundedJson(new TextDecoder().decode(body))))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new HoldInvalidError(name, `the body is not right (${issue?.path.join('.')} ${issue?.message})`)
}

function quietly<Value>(ask: () => Value): Value | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
