import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { UsageError } from './errors.ts'

/** What options say of an event. */
export interface EventOptions {
  readonly type: string
  /** JSON text. */
  readonly data?: string
  readonly region?: string
  readonly source?: string
  readonly id?: string
}

/** @throws UsageError when the data is no JSON */
export function eventOf({ type, data, region, source = '/cli', id = randomUUID() }: EventOptions) {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    time: new Date().toISOString(),
    ...(region === undefined ? {} : { region }),
    ...(data === undefined ? {} : { data: readJson(data, '--data') }),
  }
}

/** @throws UsageError when there is no such file, or no JSON in it */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${cause.code}).`, 'Name a file with an event as JSON.', {
      cause,
    })
  })
  return readJson(text, file)
}

/**
 * @param where what the text is, for the message
 * @throws UsageError
 */
function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(
      `${where} is no JSON: ${(cause as Error).message}.`,
      'Write it as \'{"name": "Ada"}\': in double quotes, and all of it in single quotes for the shell.',
      { cause },
    )
  }
}
