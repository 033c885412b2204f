import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asYaml } from '../manifest/as-yaml.ts'
import { bundleFile, imageOf, type PackedFunction } from '../manifest/code.ts'
import { dockerfile } from '../manifest/dockerfile.ts'
import { helmChart } from '../manifest/helm-chart.ts'
import type { KubernetesObject } from '../manifest/object.ts'
import { readFolder } from '../manifest/read-folder.ts'
import { type Manifests, type Renderable, render } from '../manifest/render.ts'
import type { ClusterSettings } from '../manifest/settings.ts'
import { type ClusterOptions, clusterConfig } from './cluster-options.ts'
import { UsageError } from './errors.ts'
import { version } from './version.ts'

export interface RenderOptions extends ClusterOptions {
  /** Folder for the files; stdout without one. */
  readonly output?: string
  /** A chart instead of manifests. */
  readonly helm?: boolean
  /** One List as JSON instead of YAML. */
  readonly json: boolean
}

export async function renderFolder(directory: string, options: RenderOptions): Promise<void> {
  const { regions, cluster } = await clusterConfig(directory, options)
  await renderAll(await readFolder(directory, regions, cluster), options)
}

/** Prints the manifests, or writes them, with the Dockerfiles of the functions that need an image. */
export async function renderAll(
  folder: Renderable,
  options: Pick<RenderOptions, 'output' | 'helm' | 'json'>,
): Promise<void> {
  const cluster = folder.settings
  const manifests = render(folder)
  if (options.helm && options.output === undefined)
    throw new UsageError('A chart is several files.', 'Say where with --output DIRECTORY.')
  if (options.output === undefined) {
    console.log(options.json ? asList(manifests) : asYaml([...manifests.values()].flat()).trimEnd())
    for (const packed of folder.functions) {
      if (dockerfile(packed, cluster) !== undefined)
        console.error(
          `${packed.spec.name} needs the image ${imageOf(packed, cluster)}: \`--output\` writes its Dockerfile.`,
        )
    }
    return
  }
  await mkdir(options.output, { recursive: true })
  if (options.helm) await writeChart([...manifests.values()].flat(), options.output)
  else await writeManifests(manifests, options.output)
  for (const packed of folder.functions) await writeImage(packed, cluster, options.output)
}

async function writeChart(objects: readonly KubernetesObject[], output: string): Promise<void> {
  for (const [path, text] of Object.entries(helmChart(objects, version))) {
    const file = join(output, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  console.error(
    `Wrote a chart of ${objects.length} objects: helm install bonghwa ${output} --create-namespace -n NAMESPACE`,
  )
}

async function writeManifests(manifests: Manifests, output: string): Promise<void> {
  // In the order in which kubectl takes the files of a folder: the namespace comes first.
  for (const [index, [name, objects]] of [...manifests].entries()) {
    const file = join(output, `${String(index).padStart(2, '0')}-${name}.yaml`)
    await writeFile(file, asYaml(objects))
    console.error(`Wrote ${file}: ${objects.length} objects.`)
  }
}

async function writeImage(packed: PackedFunction, settings: ClusterSettings, output: string): Promise<void> {
  const text = dockerfile(packed, settings)
  if (text === undefined) return
  const { spec, code } = packed
  const folder = join(output, 'images', spec.name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'Dockerfile'), text)
  if (code.kind === 'bundle') await writeFile(join(folder, bundleFile), code.text)
  const context = code.kind === 'bundle' ? folder : spec.folder
  console.error(
    `Build and push: docker build -f ${join(folder, 'Dockerfile')} -t ${imageOf(packed, settings)} ${context}`,
  )
}

const asList = (manifests: Manifests): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...manifests.values()].flat() }, undefined, 2)
