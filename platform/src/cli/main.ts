import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { functionViews, nodeViews, queueViews, traceView } from '../gateway/views.ts'
import { type Client, client } from './client.ts'
import { UsageError } from './errors.ts'
import { init } from './init.ts'
import { defaults, parsePort, parseWholeNumber } from './option-values.ts'
import { run } from './run.ts'
import { scaledObjectCommand } from './scaledobject.ts'
import { age, table } from './table.ts'
import type { UpOptions } from './up.ts'
import { version } from './version.ts'

type FunctionView = ReturnType<typeof functionViews>[number]
type QueueView = ReturnType<typeof queueViews>[number]
type NodeView = ReturnType<typeof nodeViews>[number]
type SegmentView = ReturnType<typeof traceView>[number]

interface Options {
  readonly server: string
  readonly json?: boolean
}

const program = new Command('bonghwa')
  .description('Functions asleep until something happens.')
  .version(version)
  .option('--server <url>', 'the gateway', process.env.BONGHWA_SERVER ?? `http://127.0.0.1:${defaults.port}`)
  .option('--json', 'print JSON')
  .showHelpAfterError()

program
  .command('up')
  .argument('[directory]', 'where the functions are', '.')
  .description('run every function below a directory, asleep until its event')
  .option('--port <port>', 'port of the gateway', parsePort, defaults.port)
  .option('--data <directory>', 'all state', defaults.data)
  .option('--queue <url>', 'a RabbitMQ broker, amqp://… (default: a file in the data directory)')
  .option('--standby <count>', 'booted processes that wait on each node', parseWholeNumber, 2)
  .action(async (directory: string, options: UpOptions) => {
    // The other commands only talk to a gateway, and must not wait for the platform to load.
    const { up } = await import('./up.ts')
    await up(directory, options)
  })

program
  .command('init')
  .argument('<name>', 'name of the function')
  .description('write a new function into a folder of its name')
  .action(async (name: string) => console.log(await init(name)))

const functions = program.command('function').description('what runs')
functions
  .command('list')
  .description('every function and its replicas')
  .action(
    show('/api/functions', (list: FunctionView[]) =>
      table(
        ['NAME', 'TRIGGER', 'REPLICAS', 'WAITING', 'DEAD', 'ACTIVE', 'PROBLEM'],
        list.map((each) => [
          each.name,
          each.on.map(({ type }) => type).join(',') || '-',
          `${each.readyReplicas}/${each.replicas}`,
          each.messagesReady,
          each.deadLetters,
          age(each.lastActiveAt),
          each.problem?.split('\n')[0] ?? '',
        ]),
      ),
    ),
  )
functions
  .command('describe')
  .argument('<name>')
  .description('everything about one function')
  .action(async (name: string) => print(await gateway().get(`/api/functions/${encodeURIComponent(name)}`)))
functions
  .command('invoke')
  .argument('<name>')
  .option('--data <json>', 'data of the event')
  .option('--region <region>', 'region of the event')
  .option('--type <type>', 'type of the event', 'dev.bonghwa.invocation.requested')
  .description('call a function and print its answer')
  .action(async (name: string, options: { data?: string; region?: string; type: string }) => {
    const answer = await gateway().post(
      `/api/functions/${encodeURIComponent(name)}/invoke`,
      eventOf(options),
      'application/cloudevents+json',
    )
    if (answer !== undefined) print(answer)
  })
functions
  .command('logs')
  .argument('<name>')
  .description('its last log lines')
  .action(async (name: string) => {
    const lines = await gateway().get<{ at: string; instance: string; line: string }[]>(
      `/api/functions/${encodeURIComponent(name)}/logs`,
    )
    if (program.opts<Options>().json) print(lines)
    else for (const { at, instance, line } of lines) console.log(`${at} ${instance} ${line}`)
  })

program
  .command('event')
  .description('what happened')
  .command('publish')
  .option('--type <type>', 'type of the event')
  .option('--data <json>', 'its data')
  .option('--region <region>', 'where it happened')
  .option('--source <source>', 'who saw it', '/cli')
  .option('--id <id>', 'its id')
  .option('--file <file>', 'a CloudEvent as JSON, instead of the options')
  .description('publish an event')
  .action(
    async (options: {
      type?: string
      data?: string
      region?: string
      source: string
      id?: string
      file?: string
    }) => {
      if ((options.type === undefined) === (options.file === undefined)) {
        throw new UsageError(
          'An event needs either --type or --file.',
          'Try `bonghwa event publish --type dev.example.greeted`.',
        )
      }
      const event =
        options.file === undefined
          ? eventOf({ ...options, type: options.type ?? '' })
          : json(await readFile(options.file, 'utf8'), options.file)
      await gateway().post('/api/events', event, 'application/cloudevents+json')
      console.error('It is safe.')
    },
  )

program
  .command('queue')
  .description('what waits')
  .command('list')
  .description('every queue and its depth')
  .action(
    show('/api/queues', (list: QueueView[]) =>
      table(
        ['NAME', 'DELIVERY', 'READY', 'UNACKED', 'DELAYED', 'DEAD', 'DROPPED'],
        list.map((each) => [
          each.name,
          each.delivery,
          each.messagesReady,
          each.messagesUnacknowledged,
          each.messagesDelayed,
          each.deadLetters,
          each.dropped,
        ]),
      ),
    ),
  )

const deadLetters = program.command('deadletter').description('what was refused')
deadLetters
  .command('list')
  .description('refused events and why')
  .action(
    show('/api/deadletters', (list: { id: string; reason: string; attempts: number; deadAt: string }[]) =>
      table(
        ['ID', 'ATTEMPTS', 'AGE', 'REASON'],
        list.map(({ id, attempts, deadAt, reason }) => [
          id,
          attempts,
          age(deadAt),
          reason.split('\n')[0] ?? '',
        ]),
      ),
    ),
  )
deadLetters
  .command('replay')
  .argument('<id>')
  .description('try a refused event again')
  .action(async (id: string) => {
    await gateway().post(`/api/deadletters/${encodeURIComponent(id)}/replay`)
    console.error('It is ready again.')
  })

const nodes = program.command('node').description('where it runs')
const nodeTable = (list: NodeView[]) =>
  table(
    ['NAME', 'REGION', 'STATE', 'INSTANCES', 'STAND-BY', 'SOURCES'],
    list.map((each) => [
      each.name,
      each.region,
      each.state,
      each.instances,
      each.standby,
      each.sources.join(','),
    ]),
  )
nodes.command('list').description('every node').action(show('/api/nodes', nodeTable))
for (const [verb, meaning] of [
  ['kill', 'simulate the loss of a node: its processes are killed with -9'],
  ['start', 'bring a node back'],
] as const) {
  nodes
    .command(verb)
    .argument('<name>')
    .description(meaning)
    .action(async (name: string) => {
      const list = await gateway().post<NodeView[]>(`/api/nodes/${encodeURIComponent(name)}/${verb}`)
      print(program.opts<Options>().json ? list : nodeTable(list))
    })
}

program
  .command('trace')
  .description('how long it took')
  .command('show')
  .argument('<trace>', 'id of a trace')
  .description('the segments of a trace')
  .action(async (id: string) => {
    const segments = await gateway().get<SegmentView[]>(`/api/traces/${encodeURIComponent(id)}`)
    const rows = segments.map(({ name, function: by, start, duration, tier }) => [
      start,
      duration,
      name,
      by ?? '',
      tier ?? '',
    ])
    print(
      program.opts<Options>().json ? segments : table(['START', 'MS', 'SEGMENT', 'FUNCTION', 'TIER'], rows),
    )
  })

program.addCommand(scaledObjectCommand())

await run(program, process.argv)

function show<Body>(path: string, asText: (body: Body) => string) {
  return async () => {
    const body = await gateway().get<Body>(path)
    print(program.opts<Options>().json ? body : asText(body))
  }
}

function gateway(): Client {
  return client(program.opts<Options>().server)
}

function print(value: unknown) {
  console.log(typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))
}

function eventOf({
  type,
  data,
  region,
  source = '/cli',
  id = randomUUID(),
}: {
  type: string
  data?: string
  region?: string
  source?: string
  id?: string
}) {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    time: new Date().toISOString(),
    ...(region === undefined ? {} : { region }),
    ...(data === undefined ? {} : { data: json(data, '--data') }),
  }
}

function json(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(
      `${where} is no JSON: ${(cause as Error).message}.`,
      'Quote it for the shell, e.g. \'{"name": "Ada"}\'.',
    )
  }
}
