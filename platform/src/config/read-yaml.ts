import type { z } from 'zod'
import { ConfigInvalidError } from './errors.ts'
import { checkYaml, readText } from './yaml-file.ts'

/**
 * Reads a YAML file into the shape of `schema`. Nothing is guessed: a key that the schema does not know is a problem too.
 *
 * @throws ConfigInvalidError naming the file and, for every problem at once, its line and key
 */
export async function readYaml<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseYaml(
    file,
    readText(file, (problem) => new ConfigInvalidError(file, [problem])),
    schema,
  )
}

/** The same for text already read; `file` only names it in errors. */
export function parseYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  const checked = checkYaml(text, file, schema)
  if ('problems' in checked) throw new ConfigInvalidError(file, checked.problems)
  return checked.value
}
