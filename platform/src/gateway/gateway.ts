import { once } from 'node:events'
import type { Server } from 'node:http'
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import type { Access } from '../access/access.ts'
import { UnguardedError } from '../access/errors.ts'
import { isLoopback } from '../access/loopback.ts'
import type { RouteNeeds } from '../access/route-needs.ts'
import { type SignIn, signInPath } from '../access/sign-in.ts'
import type { Platform } from '../control/platform.ts'
import type { Folder } from '../control/redeploy.ts'
import { eventsFromHttp } from '../event/http-binding.ts'
import { FunctionUnknownError } from '../function/errors.ts'
import type { LogLine } from '../instance/instance.ts'
import { allowedMethods } from './allowed-methods.ts'
import { MethodNotAllowedError, NotFoundError, NotReadyError, PortBusyError } from './errors.ts'
import { eventStreams, frameOf } from './event-stream.ts'
import { failure } from './failure.ts'
import { functionActs } from './function-acts.ts'
import { guard } from './guard.ts'
import { shedding } from './intake.ts'
import { answerOf, invocationEvent } from './invocation.ts'
import { type Live, live } from './live.ts'
import { openapi } from './openapi.ts'
import { platformNeeds } from './platform-needs.ts'
import { largestBytes, readMessage } from './read-body.ts'
import { securityHeaders } from './security-headers.ts'
import { sessionRoutes } from './session-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import {
  deadLetterViews,
  functionViewOf,
  functionViews,
  iso,
  logView,
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
  /** Ends every stream, as the server must before it can close. */
  close(): void
  /**
   * @param host address to listen on; the loopback's unless given
   * @throws PortBusyError, and UnguardedError for an address beyond the loopback while there is no token
   */
  listen(port: number, host?: string): Promise<Server>
}

export interface GatewayOptions {
  /** Paths of the OpenAPI document that others add. */
  readonly paths?: Readonly<Record<string, unknown>>
  readonly version: string
  /** Who may do what. */
  readonly access: Access
  /** How people sign in besides. */
  readonly signIn?: SignIn | undefined
  /** Where its functions come from, and may be deployed from again. */
  readonly folders?: readonly Folder[]
  /** What the routes need that others add. */
  readonly needs?: RouteNeeds
  /** It listens beyond the loopback although there is no token yet: until one comes, nobody is let in. */
  readonly tokensMayCome?: boolean
}

const loopback = '127.0.0.1'

export function gateway(
  platform: Platform,
  { paths = {}, version, access, signIn, needs = {}, folders = [], tokensMayCome = false }: GatewayOptions,
): Gateway {
  const app = new Hono()
  let listensOn = loopback
  const host = () => listensOn
  const door = guard(access, [platformNeeds, needs], host)
  app.use(securityHeaders)
  // Before any route: what is registered earlier is not guarded.
  app.use(door.middleware)
  const streams = eventStreams(door.watchOver)
  const stream = live(app, streams)
  stream.picture('functions', () => functionViews(platform))
  stream.picture('regions', () => regionViews(platform))
  stream.picture('nodes', () => nodeViews(platform))
  stream.picture('queues', () => queueViews(platform))
  platform.onChange(stream.touch)

  app.onError((error, context) => failure(context, error))
  app.notFound((context) => {
    const { method, path } = context.req
    const allowed = allowedMethods(app, path)
    return failure(
      context,
      allowed.length === 0 ? new NotFoundError(path) : new MethodNotAllowedError(method, path, allowed),
    )
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

  const elsewhere = signIn === undefined ? null : { title: signIn.title, href: signInPath }
  sessionRoutes(app, { access, guard: door, host, secure: signIn?.secure ?? false, elsewhere })
  signInRoutes(app, access, signIn)
  app.get('/api/audit', async (context) => {
    const { since, limit } = context.req.query()
    return context.json(await access.audit.read({ since, limit: Math.min(Number(limit) || 100, 10_000) }))
  })

  app.get('/api/functions', (context) => context.json(functionViews(platform)))
  app.get('/api/functions/:name', (context) =>
    context.json(functionNamed(platform, context.req.param('name'))),
  )
  app.get('/api/functions/:name/logs', (context) => {
    const { name } = functionNamed(platform, context.req.param('name'))
    if (context.req.query('follow') === undefined) return context.json(platform.logs(name).map(logView))
    return streams.open(context, (listener) => {
      const tell = (line: LogLine) => listener.send(frameOf('line', logView(line)))
      platform.logs(name).forEach(tell)
      return platform.onLog((line) => {
        if (line.function === name) tell(line)
      })
    })
  })
  app.post('/api/functions/:name/invoke', async (context) => {
    const { name } = functionNamed(platform, context.req.param('name'))
    const { signal } = context.req.raw
    try {
      const value = await platform.invoke(name, invocationEvent(await readMessage(context)), signal)
      return answerOf(context, value)
    } catch (error) {
      // Nobody is there to read it.
      if (signal.aborted) return context.body(null)
      throw error
    }
  })
  functionActs(app, platform, folders, (context) => door.whoAsks(context)?.name ?? '')
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
    // Of a function that is not deployed yet, no event would be kept.
    const problem = platform.unready()
    if (problem !== undefined) throw new NotReadyError(problem)
    const events = eventsFromHttp(await readMessage(context))
    for (const event of events) await platform.publish(event)
    return context.json({ accepted: events.length }, 202)
  })
  app.get('/api/traces/:id', (context) => context.json(traceView(platform, context.req.param('id'))))

  return {
    app,
    live: stream,
    close: streams.close,
    async listen(port, address = loopback) {
      if (!tokensMayCome && !isLoopback(address) && !access.guarded(loopback))
        throw new UnguardedError(address, access.tokens.file)
      listensOn = address
      const sockets = new WebSocketServer({ noServer: true, maxPayload: largestBytes }) as WebSocketServerLike
      const server = createAdaptorServer({ fetch: app.fetch, websocket: { server: sockets } }) as Server
      shedding(server, { refused: platform.metrics.overloaded })
      server.listen(port, address)
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
