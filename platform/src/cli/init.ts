import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { UsageError } from './errors.ts'

const template = join(import.meta.dirname, '../../templates/function')

/** `bonghwa init`: a new function. */
export function initCommand(): Command {
  return new Command('init')
    .argument('<name>', 'name of the function')
    .description('write a new function into a folder of its name')
    .action(async (name: string) => console.log(await init(name)))
}

/** Writes a function that greets into a folder of its name, and says what to do next. */
async function init(name: string): Promise<string> {
  if (!/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(name)) {
    throw new UsageError(`"${name}" is no name for a function.`, 'Use lower-case letters, digits and dashes.')
  }
  await mkdir(name).catch((cause) => {
    throw new UsageError(
      `The folder ${name} cannot be made (${cause.code}).`,
      'Choose another name, or remove it.',
      { cause },
    )
  })
  const manifest = await readFile(join(template, 'function.yaml'), 'utf8')
  await writeFile(join(name, 'function.yaml'), manifest.replaceAll('NAME', name))
  await writeFile(join(name, `${name}.ts`), await readFile(join(template, 'handler.ts')))
  return `Wrote ${name}/. Run it with \`bonghwa up ${name}\`, wake it with \`bonghwa function invoke ${name} --data '{"name": "Ada"}'\`.`
}
