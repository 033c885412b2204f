import { applyObjects, type PlannedObject, planObjects } from '../cluster/apply-objects.ts'
import { differenceLines } from '../cluster/difference.ts'
import { kubeClient } from '../cluster/kube-client.ts'
import { outdated, ownObjects, prunedKinds, removeObjects, replicaSetsOf } from '../cluster/prune.ts'
import { knownResources, resourcesFor } from '../cluster/resources.ts'
import { untilReady } from '../cluster/rollout.ts'
import { nameOf } from '../manifest/object.ts'
import { type Renderable, render } from '../manifest/render.ts'
import type { ApplyOptions } from './apply.ts'
import { progressLine } from './progress-line.ts'

/**
 * Plans, shows the plan, applies, waits, and removes what is no longer wanted. Ctrl+C stops between two objects, each of which
 * is applied whole or not at all.
 */
export async function applyToCluster(
  folder: Renderable,
  options: ApplyOptions,
  json: boolean,
): Promise<void> {
  const stop = new AbortController()
  const interrupted = () => stop.abort()
  process.once('SIGINT', interrupted)
  const progress = progressLine()
  const warned = new Set<string>()
  let step = 'Nothing was applied.'
  try {
    const { signal } = stop
    const { namespace } = folder.settings
    const objects = [...render(folder).values()].flat()
    const client = await kubeClient(options, (warning) => {
      // The server warns at the dry run and again at the real one.
      if (!warned.has(warning)) console.error(`Warning: ${warning}`)
      warned.add(warning)
    })
    const versions = [...objects, ...prunedKinds].map(({ apiVersion }) => apiVersion)
    const known = await knownResources(client, versions, signal)
    resourcesFor(objects, known)
    const force = options.forceConflicts ?? false
    const plan = await planObjects(client, known, objects, { force, signal })
    const live = options.prune ? await ownObjects(client, known, namespace, signal) : []
    // A ConfigMap that a rollout could go back to stays; which those are is asked again once all has been applied.
    const gone = outdated(live, objects, await replicaSetsOf(client, namespace, signal)).map(nameOf)
    const result = {
      context: client.context,
      server: client.server,
      namespace,
      objects: plan.map(({ object, ...rest }) => ({ object: nameOf(object), ...rest })),
      removed: gone,
    }
    if (options.dryRun !== undefined) {
      console.log(json ? JSON.stringify(result, undefined, 2) : planText(plan, gone, 'would be'))
      return
    }
    if (!json) console.log(planText(plan, gone, 'are to be'))
    const due = plan.filter(({ change }) => change === 'created' || change === 'changed').length
    let applied = 0
    step = `Of ${due} objects 0 were applied; applying again goes on.`
    await applyObjects(client, known, plan, { force, signal }, () => {
      step = `Of ${due} objects ${++applied} were applied; applying again goes on.`
      progress.show(`${applied} of ${due} objects applied`)
    })
    if (options.wait) {
      step = 'All was applied; the cluster goes on with it, and `bonghwa status` shows how.'
      await untilReady(client, namespace, objects, {
        timeoutSeconds: options.timeout,
        signal,
        progress: (ready, of, waiting) =>
          progress.show(`${ready} of ${of} ready${waiting.length > 0 ? ` · ${waiting[0]}` : ''}`),
      })
    }
    const stale = outdated(live, objects, await replicaSetsOf(client, namespace, signal))
    const removed = await removeObjects(client, known, stale, { signal })
    progress.end()
    if (json) console.log(JSON.stringify({ ...result, removed }, undefined, 2))
  } catch (error) {
    progress.end()
    if (!stop.signal.aborted) throw error
    console.error(`Stopped. ${step}`)
    process.exitCode = 130
  } finally {
    process.off('SIGINT', interrupted)
  }
}

function planText(plan: readonly PlannedObject[], gone: readonly string[], will: string): string {
  const lines = plan
    .filter(({ change }) => change !== 'unchanged')
    .flatMap(({ object, change, differences }) => [
      `${change.padEnd(9)} ${nameOf(object)}${change === 'left' ? ' (this user may not change it)' : ''}`,
      ...(change === 'changed' ? differenceLines(differences).map((line) => `  ${line}`) : []),
    ])
  const same = plan.filter(({ change }) => change === 'unchanged').length
  return [
    ...lines,
    ...gone.map((name) => `${'removed'.padEnd(9)} ${name}`),
    `${plan.length - same} of ${plan.length} objects ${will} applied, ${gone.length} removed.`,
  ].join('\n')
}
