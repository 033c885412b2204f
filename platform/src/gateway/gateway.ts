import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Platform } from '../control/platform.ts'
import { PlatformError } from '../errors/platform-error.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { EventInvalidError } from '../event/errors.ts'
import { eventsFromHttp } from '../event/http-binding.ts'
import { FunctionUnknownError } from '../function/errors.ts'
import { NodeUnknownError } from '../instance/errors.ts'
import { ForeignOriginError, NotFoundError, PortBusyError } from './errors.ts'
import { type Live, live } from './live.ts'
import { openapi } from './openapi.ts'
import {
  deadLetterViews,
  functionViewOf,
  functionViews,
  iso,
  nodeViews,
  queueViews,
  regionViews,
  traceView,
} from './views.ts'

/** The platform over HTTP. */
export interface Gateway {
  /** More routes may be added before it listens. */
  readonly app: Hono
  readonly live: Live
  /** @throws PortBusyError */
  listen(port: number): Promise<Server>
}

export interface GatewayOptions {
  /** Paths of the OpenAPI document that others add. */
  readonly paths?: Readonly<Record<string, unknown>>
  readonly version: string
}

const largestBody = 1024 * 1024
const loopback = '127.0.0.1'

export function gateway(platform: Platform, { paths = {}, version }: GatewayOptions): Gateway {
  const app = new Hono()
  const stream = live(app)
  stream.picture('functions', () => functionViews(platform))
  stream.picture('regions', () => regionViews(platform))
  stream.picture('nodes', () => nodeViews(platform))
  stream.picture('queues', () => queueViews(platform))
  platform.onChange(stream.touch)

  app.onError((error, context) => failure(context, error))
  app.notFound((context) => failure(context, new NotFoundError(context.req.path)))
  app.use(async (context, next) => {
    const origin = context.req.header('origin')
    // No token guards the loopback, so a foreign page in a local browser must not act through it.
    if (origin !== undefined && new URL(origin).host !== context.req.header('host'))
      throw new ForeignOriginError(origin)
    await next()
  })

  app.get('/healthz', (context) => context.text('ok'))
  app.get('/readyz', (context) => {
    const problem = platform.unready()
    return problem === undefined ? context.text('ok') : context.text(problem, 503)
  })
  app.get('/metrics', async (context) => {
    context.header('content-type', platform.metrics.contentType)
    return context.body(await platform.metrics.text())
  })
  app.get('/openapi.json', (context) => context.json(openapi(version, paths)))

  app.get('/api/functions', (context) => context.json(functionViews(platform)))
  app.get('/api/functions/:name', (context) =>
    context.json(functionNamed(platform, context.req.param('name'))),
  )
  app.get('/api/functions/:name/logs', (context) => {
    const { name } = functionNamed(platform, context.req.param('name'))
    return context.json(
      platform.logs(name).map(({ at, instance, stream, line }) => ({ at: iso(at), instance, stream, line })),
    )
  })
  app.post('/api/functions/:name/invoke', async (context) => {
    const { name } = functionNamed(platform, context.req.param('name'))
    const value = await platform.invoke(name, await eventOrData(context))
    return value === undefined ? context.body(null, 204) : context.json(value as never)
  })
  app.get('/api/history', (context) => {
    const minutes = Number(context.req.query('minutes') ?? 15)
    const since = Date.now() - (Number.isFinite(minutes) ? minutes : 15) * 60_000
    return context.json(platform.history.since(since).map((point) => ({ ...point, at: iso(point.at) })))
  })
  app.get('/api/nodes', (context) => context.json(nodeViews(platform)))
  app.get('/api/regions', (context) => context.json(regionViews(platform)))
  app.post('/api/nodes/:name/kill', (context) => {
    platform.killNode(context.req.param('name'))
    return context.json(nodeViews(platform))
  })
  app.post('/api/nodes/:name/start', (context) => {
    platform.startNode(context.req.param('name'))
    return context.json(nodeViews(platform))
  })
  app.get('/api/queues', (context) => context.json(queueViews(platform)))
  app.get('/api/deadletters', async (context) =>
    context.json(await deadLetterViews(platform, context.req.query('function'))),
  )
  app.post('/api/deadletters/:id/replay', async (context) => {
    const [queueName, id = ''] = context.req.param('id').split(':')
    const found = platform.lanes().find(({ name }) => name === queueName)
    if (!(await found?.queue.replay(id))) throw new NotFoundError(`dead letter ${context.req.param('id')}`)
    return context.json({ replayed: true })
  })
  app.post('/api/events', async (context) => {
    const events = eventsFromHttp(await message(context))
    for (const event of events) await platform.publish(event)
    return context.json({ accepted: events.length }, 202)
  })
  app.get('/api/traces/:id', (context) => context.json(traceView(platform, context.req.param('id'))))

  return {
    app,
    live: stream,
    async listen(port) {
      const server = createAdaptorServer({ fetch: app.fetch }) as Server
      server.listen(port, loopback)
      try {
        await once(server, 'listening')
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortBusyError(port, { cause })
        throw cause
      }
      return server
    },
  }
}

function functionNamed(platform: Platform, name: string) {
  const found = functionViewOf(platform, name)
  if (found) return found
  throw new FunctionUnknownError(
    name,
    functionViews(platform).map((view) => view.name),
  )
}

async function message(context: Context) {
  const body = new Uint8Array(await context.req.arrayBuffer())
  if (body.length > largestBody)
    throw new EventInvalidError([`the body has ${body.length} bytes, more than ${largestBody}`])
  return { headers: context.req.header(), body }
}

/** For invoking by hand: a CloudEvent in any content mode, or JSON that becomes the data of one. */
async function eventOrData(context: Context): Promise<CloudEvent> {
  const received = await message(context)
  const type = received.headers['content-type'] ?? ''
  if (received.headers['ce-type'] !== undefined || type.startsWith('application/cloudevents')) {
    const [event] = eventsFromHttp(received)
    if (event) return event
  }
  const text = new TextDecoder().decode(received.body)
  const bare: CloudEvent = {
    specversion: '1.0',
    id: randomUUID(),
    source: '/gateway',
    type: 'dev.bonghwa.invocation.requested',
    time: new Date().toISOString(),
  }
  if (text === '') return bare
  try {
    return { ...bare, data: JSON.parse(text) }
  } catch (cause) {
    throw new EventInvalidError([`the body is no JSON (${(cause as Error).message})`], { cause })
  }
}

function failure(context: Context, error: Error) {
  if (!(error instanceof PlatformError)) {
    console.error(error)
    return context.json({ error: { code: 'BONGHWA_BUG', message: `This is a bug: ${error.message}` } }, 500)
  }
  return context.json({ error: { code: error.code, message: error.message } }, statusOf(error))
}

function statusOf(error: PlatformError) {
  if (
    error instanceof FunctionUnknownError ||
    error instanceof NodeUnknownError ||
    error instanceof NotFoundError
  )
    return 404
  if (error instanceof ForeignOriginError) return 403
  if (error.code === 'BONGHWA_HANDLER_TIMEOUT') return 504
  if (error.code === 'BONGHWA_HANDLER_FAILED' || error.code === 'BONGHWA_INSTANCE_GONE') return 502
  return error.code.endsWith('_UNKNOWN') || error.code.endsWith('_NOT_FOUND') ? 404 : 400
}
