import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { platformFolder } from '../instance/platform-folder.ts'
import { UsageError } from './errors.ts'
import { print } from './show.ts'

const languages = ['ts', 'python', 'shell', 'rust'] as const
type Language = (typeof languages)[number]

/** `bonghwa init`: a new function. */
export function initCommand(): Command {
  return new Command('init')
    .argument('<name>', 'name of the function')
    .addOption(new Option('--language <language>', 'what it is written in').choices(languages).default('ts'))
    .description('write a new function with a test into a folder of its name')
    .action(async (name: string, { language }: { language: Language }, command: Command) => {
      const files = await init(name, language)
      print(
        command,
        { name, files },
        () => `Wrote ${files.join(', ')}. ${name}/README.md says how to test and run it.`,
      )
    })
}

/** @returns the files it wrote */
async function init(name: string, language: Language): Promise<string[]> {
  if (!/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(name)) {
    throw new UsageError(
      `"${name}" is no name for a function.`,
      'Use lower-case letters, digits and dashes, beginning with a letter.',
    )
  }
  await mkdir(name).catch((cause) => {
    throw new UsageError(
      `The folder ${name} cannot be made (${cause.code}).`,
      'Choose another name, or remove it.',
      { cause },
    )
  })
  const written = await copy(join(platformFolder(), 'templates', language), name)
  return language === 'ts' && !resolvesPlatform(name) ? [...written, ...(await bringPlatform(name))] : written
}

/** The files of a template, with its name for NAME, in their names as well. */
async function copy(template: string, name: string): Promise<string[]> {
  const files = await readdir(template, { withFileTypes: true })
  return Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const source = join(template, entry.name)
        const target = join(name, entry.name.replace('NAME', name))
        await writeFile(target, (await readFile(source, 'utf8')).replaceAll('NAME', name))
        await chmod(target, (await stat(source)).mode)
        return target
      }),
  )
}

function resolvesPlatform(folder: string): boolean {
  try {
    createRequire(resolve(folder, 'function.yaml')).resolve('@bonghwa/platform/function')
    return true
  } catch {
    return false
  }
}

/** Outside of a project that has the platform, tests and editors find it as `npm install` of this package.json would bring it. */
async function bringPlatform(name: string): Promise<string[]> {
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: { test: 'node --test' },
    devDependencies: { '@bonghwa/platform': `file:${platformFolder()}` },
  }
  const file = join(name, 'package.json')
  await writeFile(file, `${JSON.stringify(manifest, undefined, 2)}\n`)
  const link = join(name, 'node_modules/@bonghwa/platform')
  await mkdir(dirname(link), { recursive: true })
  await symlink(platformFolder(), link)
  return [file]
}
