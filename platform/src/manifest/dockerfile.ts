import { bundleFile, imageFolderOf, needsImage, type PackedFunction } from './code.ts'
import type { ClusterSettings } from './settings.ts'

/**
 * The Dockerfile of a function that needs an image of its own; its build context is the function's folder, in which
 * `bundle.mjs` lies for a handler. `undefined` for one that needs none.
 */
export function dockerfile(packed: PackedFunction, settings: ClusterSettings): string | undefined {
  if (!needsImage(packed)) return undefined
  const { spec, code } = packed
  const into = `${imageFolderOf(spec.name)}/`
  if (code.kind === 'bundle')
    return lines(`FROM ${settings.image}`, `COPY --chown=10001 ${bundleFile} ${into}`)
  const [program = ''] = spec.command ?? []
  return lines(
    `FROM ${settings.image}`,
    'USER 0',
    ...(packages[program] === undefined
      ? [`# Install here what \`${program}\` needs; the image is Debian's.`]
      : [
          `RUN apt-get update && apt-get install -y --no-install-recommends ${packages[program]} && rm -rf /var/lib/apt/lists/*`,
        ]),
    `COPY --chown=10001 . ${into}`,
    'USER 10001',
  )
}

/** Debian's package for the programs that commands commonly begin with. */
const packages: Readonly<Record<string, string>> = {
  python3: 'python3',
  python: 'python3 python-is-python3',
  ruby: 'ruby',
  perl: 'perl',
  php: 'php-cli',
  java: 'default-jre-headless',
}

const lines = (...each: readonly string[]): string => `${each.join('\n')}\n`
