import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CloudEvent } from '../event/cloud-event.ts'
import { newTraceContext, traceparent } from '../event/trace-context.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { HandlerFailedError } from '../instance/errors.ts'
import { localBackend } from '../instance/local-backend.ts'
import { preciseNow } from '../telemetry/now.ts'
import { HandlerTriedError } from './errors.ts'
import { sourceLine } from './source-line.ts'

export interface TrialOptions {
  readonly attempt: number
  readonly region: string
  /** Where secrets are looked up. */
  readonly secrets: Readonly<Record<string, string | undefined>>
  /** Hears what the handler says, at once. */
  log(line: string): void
  /** Hears of each event it emits, at once. */
  emitted(event: CloudEvent): void
}

export interface Trial {
  readonly answer: unknown
  /** Milliseconds from nothing to a process that can take the event. */
  readonly startMs: number
  /** Milliseconds in the handler. */
  readonly durationMs: number
}

/**
 * Hands a function one event, in a process like those it gets in production, with neither queue nor gateway.
 *
 * @throws FunctionInvalidError | SecretMissingError | HandlerBrokenError | HandlerTriedError | HandlerTimeoutError |
 * InstanceGoneError
 */
export async function tryFunction(
  spec: FunctionSpec,
  event: CloudEvent,
  { attempt, region, secrets, log, emitted }: TrialOptions,
): Promise<Trial> {
  const scratch = await mkdtemp(join(tmpdir(), 'bonghwa-test-'))
  const said: string[] = []
  try {
    await using backend = await localBackend({
      dataDirectory: scratch,
      nodes: [{ name: `${region}-1`, region }],
      standby: 0,
      env: {},
      secrets,
    })
    await backend.prepare(spec)
    const ordered = preciseNow()
    const instance = backend.start({
      spec,
      region,
      nodeRegion: region,
      host: {
        async emit(each) {
          emitted(each)
        },
        log({ line }) {
          said.push(line)
          log(line)
        },
        span() {},
      },
    })
    await instance.ready
    const handed = preciseNow()
    const answer = await instance.invoke({
      event: { ...event, region, traceparent: event.traceparent ?? traceparent(newTraceContext()) },
      attempt,
      timeoutMs: spec.timeoutMs,
    })
    return { answer, startMs: handed - ordered, durationMs: preciseNow() - handed }
  } catch (error) {
    if (!(error instanceof HandlerFailedError)) throw error
    throw new HandlerTriedError(spec.name, error.problem, await sourceLine(said.at(-1) ?? '', spec.folder))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
