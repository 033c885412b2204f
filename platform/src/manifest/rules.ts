import { beaconName } from './beacon.ts'
import { needsImage } from './code.ts'
import { clusterLanes, fallbackLane } from './lane.ts'
import type { Renderable } from './render.ts'

/** What no schema finds, because each object by itself is right; one line for each. */
export function problemsOf(given: Renderable): string[] {
  return [
    ...triggerProblems(given),
    ...codeProblems(given),
    ...scalingProblems(given),
    ...nameProblems(given),
    ...regionProblems(given),
  ]
}

/** Each of two gateways would tick; the one front door of an application may. */
function triggerProblems({ functions, application }: Renderable): string[] {
  return functions.flatMap(({ spec }) =>
    (application === undefined ? (['cron', 'mqtt'] as const) : (['mqtt'] as const))
      .filter((kind) => spec[kind].length > 0)
      .map(
        (kind) =>
          `${spec.name}: its ${kind} trigger works on one machine only; have \`bonghwa up --queue\` emit an event for it, or a CronJob publish one`,
      ),
  )
}

function codeProblems({ functions, settings }: Renderable): string[] {
  return functions.flatMap((packed) => {
    if (!needsImage(packed) || settings.registry !== undefined) return []
    const { spec, code } = packed
    const why =
      code.kind === 'bundle'
        ? `its bundle of ${Math.ceil(Buffer.byteLength(code.text) / 1000)} kB does not fit into a ConfigMap (900 kB)`
        : `it runs a command (${spec.command?.[0]}), whose files and programs need an image`
    return [`${spec.name}: ${why}; give --registry, or spec.cluster.registry in bonghwa.yaml`]
  })
}

function scalingProblems({ functions, scaledObjects }: Renderable): string[] {
  const problems = functions.flatMap(({ spec }) => {
    const own = scaledObjects.filter(({ scales }) => scales === spec.name)
    if (own.length < 2) return []
    const files = own.map(({ file }) => file).join(' and ')
    return [`${spec.name}: ${files} both scale it; KEDA takes one ScaledObject for a target`]
  })
  for (const { file, object, scales } of scaledObjects) {
    if (scales === undefined)
      problems.push(`${file}: it scales ${object.scaleTarget}, and there is no function of that name`)
  }
  return problems
}

function nameProblems({ functions, regions, application }: Renderable): string[] {
  const taken = new Map<string, string>(
    [
      'bonghwa-gateway',
      'bonghwa-doorbell',
      ...(application ? [application.name] : []),
      ...regions.map(({ name }) => beaconName(name)),
    ].map((name) => [name, 'the platform itself']),
  )
  const problems: string[] = []
  for (const { spec } of functions) {
    for (const { name, home } of clusterLanes(spec, regions).flatMap((lane) =>
      [lane, fallbackLane(lane) ?? []].flat(),
    )) {
      const who = `${spec.name} in ${home.name}`
      const other = taken.get(name)
      if (other !== undefined)
        problems.push(`${who}: its Deployment ${name} would also be that of ${other}; rename the function`)
      taken.set(name, who)
    }
  }
  return problems
}

function regionProblems({ regions }: Renderable): string[] {
  return regions
    .filter(({ name }) => name.length > 63)
    .map(({ name }) => `region ${name}: a node label holds at most 63 letters`)
}
