import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  defaults,
  hostOption,
  logFormatOption,
  parseHttpUrl,
  parsePort,
  parseWholeNumber,
  run,
  signInOption,
  tokensOption,
  version,
} from '@bonghwa/platform'
import { Command } from 'commander'
import { readCity } from '../camera/city.ts'
import { detectImages } from '../detection/detect-images.ts'
import { openDetector } from '../detection/detector.ts'
import { clusterCommands } from './cluster-commands.ts'
import { type EraseOptions, erase } from './erase.ts'
import { mosaicImage } from './mosaic-image.ts'
import { type ReportOptions, report } from './report.ts'
import { type UpOptions, up } from './up.ts'
import { type WatchLine, watchClips } from './watch-clips.ts'

const defaultCity = join(import.meta.dirname, '../../city/city.yaml')

const program = new Command('city')
  .description('A city that is watched cheaply and told when something happens.')
  .version(version)
const cityOption = ['--city <file>', 'the city.yaml', defaultCity] as const
const storeOption = [
  '--store <url>',
  'where incidents and posts are kept: sqlite:, postgres:, mysql: or mariadb: (default: SQLite in the data directory)',
] as const
const evidenceOption = [
  '--evidence <location>',
  'where pictures are kept: a folder, or s3://BUCKET?endpoint=URL (default: in the data directory)',
] as const

program
  .command('up')
  .description('run the city on this machine')
  .option(...cityOption)
  .option('--footage <directory>', "its clips become the cameras' sources, in turn")
  .option('--port <port>', 'port of the console', parsePort, defaults.port)
  .option(...hostOption)
  .option(...tokensOption)
  .option(...signInOption)
  .option('--data <directory>', 'all state', defaults.data)
  .option(...storeOption)
  .option(...evidenceOption)
  .option('--queue <url>', 'a RabbitMQ broker, amqp://… (default: a file in the data directory)')
  .option(
    '--management <url>',
    "the broker's management API, http://…: depths then count other processes too",
  )
  .option('--mqtt <url>', 'an MQTT broker whose messages wake functions, mqtt://…', defaults.mqtt)
  .option(
    '--otlp <url>',
    'a collector of OpenTelemetry, http://…: it gets every span',
    parseHttpUrl,
    defaults.otlp,
  )
  .option('--functions <directory>', 'further functions; may be given again', collect, [])
  .option('--standby <count>', 'booted processes that wait on each node', parseWholeNumber, 2)
  .addOption(logFormatOption())
  .option('--headless', 'no pages')
  .action((options: UpOptions) => up(options))

program
  .command('watch')
  .argument('<clip...>', 'video files')
  .description('run clips through the whole way, from camera to outcome, and print what comes of it')
  .option(...cityOption)
  .option('--json', 'a JSON line for each change of an incident and each outcome')
  .action(async (clips: string[], options: { city: string; json?: boolean }) => {
    let failed = false
    await watchClips(readCity(options.city), clips, (line) => {
      failed ||= line.kind === 'error'
      if (line.kind === 'error') console.error(line.message)
      if (options.json) console.log(JSON.stringify(line))
      else if (line.kind !== 'error') console.log(inWords(line))
    })
    if (failed) process.exitCode = 1
  })

program
  .command('report')
  .description('how long each segment took from the camera to the first outcome')
  .option(
    '--server <url>',
    'a city that runs',
    process.env.BONGHWA_SERVER ?? `http://127.0.0.1:${defaults.port}`,
  )
  .option('--label <label>', 'of these incidents only: accident, fire, gun, knife')
  .option('--region <region>', 'of this region only')
  .option('--since <instant>', 'that opened since then, RFC 3339')
  .option('--json', 'print JSON')
  .action((options: ReportOptions) => report(options))

program
  .command('detect')
  .argument('<path...>', 'images or directories')
  .description('what the detector sees in images')
  .option(...cityOption)
  .option('--model <directory>', "a model's folder (default: the city's)")
  .option('--json', 'a JSON line for each image')
  .action(async (paths: string[], options: { city: string; model?: string; json?: boolean }) => {
    await using detector = await openDetector(options.model ?? readCity(options.city).model)
    for await (const image of detectImages(detector, paths)) {
      if ('error' in image) {
        process.exitCode = 1
        console.error(image.error.message)
      }
      if (options.json) console.log(JSON.stringify(image))
      else if ('detections' in image) {
        const seen = image.detections.map(({ label, score }) => `${label} ${score.toFixed(2)}`)
        console.log(`${image.file}: ${seen.join(', ') || 'nothing'}`)
      }
    }
  })

program
  .command('mosaic')
  .argument('<image>', 'a picture')
  .requiredOption('-o, --output <file>', 'where the mosaicked JPEG goes')
  .description('what a post about an armed person would show of a picture, or why it would show none')
  .option(...cityOption)
  .option('--json', 'print the result as JSON')
  .action(async (image: string, options: { city: string; output: string; json?: boolean }) => {
    const result = await mosaicImage(image, readCity(options.city).model)
    if (result.jpeg) writeFileSync(resolve(options.output), result.jpeg)
    else process.exitCode = 1
    const { jpeg: _, ...told } = result
    if (options.json)
      console.log(JSON.stringify({ file: image, ...told, output: result.jpeg ? options.output : null }))
    else if (told.verified) console.log(`${options.output}: ${told.boxes.length} parts pixelated`)
    else console.error(told.reason)
  })

program
  .command('erase')
  .argument('<incident>', 'its id')
  .description('forget an incident with its pictures and posts, for good')
  .option('--data <directory>', 'all state', defaults.data)
  .option(...storeOption)
  .option(...evidenceOption)
  .option('--json', 'print what was erased as JSON')
  .action(async (incident: string, options: EraseOptions & { json?: boolean }) => {
    const erasure = await erase(incident, options)
    if (options.json) console.log(JSON.stringify(erasure))
    else {
      const was = erasure.found ? 'erased' : 'not there, and will stay away'
      console.log(`${incident}: ${was}; ${erasure.pictures} pictures deleted`)
      for (const url of erasure.published) console.log(`still published, delete it there: ${url}`)
    }
  })

for (const command of clusterCommands(cityOption)) program.addCommand(command)

await run(program, process.argv)

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

function inWords(line: Exclude<WatchLine, { kind: 'error' }>): string {
  if (line.kind === 'incident') {
    return `${line.clip}: ${line.label} ${line.change} at ${line.atSeconds} s (${line.score.toFixed(2)})`
  }
  return line.outcome === 'pin'
    ? `${line.clip}: a pin on the map`
    : `${line.clip}: a post, ${line.status}${line.image === null ? `, without a photo: ${line.note}` : ''}`
}
