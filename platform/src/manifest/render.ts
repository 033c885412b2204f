import type { ScaledObject } from '../autoscaler/scaled-object.ts'
import type { Region } from '../placement/region.ts'
import { beaconDeployment } from './beacon.ts'
import { delivery, type PackedFunction } from './code.ts'
import { ManifestRefusedError } from './errors.ts'
import { laneDeployment } from './function-workload.ts'
import { clusterLanes, fallbackLane } from './lane.ts'
import { laneScaledObject } from './lane-scaling.ts'
import { sharedObjects } from './namespace.ts'
import type { KubernetesObject } from './object.ts'
import { doorbellObjects, gatewayObjects } from './platform-services.ts'
import { problemsOf } from './rules.ts'
import type { MountedVolume } from './service.ts'
import type { ClusterSettings } from './settings.ts'
import { laneTopologyObjects, sharedTopology } from './topology.ts'

/** Everything that decides what a cluster is given. */
export interface Renderable {
  readonly functions: readonly PackedFunction[]
  /** The ScaledObjects that lie among the functions, as their authors wrote them. */
  readonly scaledObjects: readonly WrittenScaledObject[]
  readonly regions: readonly Region[]
  readonly settings: ClusterSettings
  /** Whose functions they are, when they are a part of one. */
  readonly application?: Application
}

export interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: object
}

/** A program that brings functions of its own, and the front door for them. */
export interface Application {
  readonly name: string
  /** Every pod of its functions has these too, and passes them on to the function. */
  readonly env: readonly EnvironmentVariable[]
  readonly volumes: readonly MountedVolume[]
  /** What there is beside the functions: its front door, which takes events in and tells the time to those that wait for it. */
  readonly objects: readonly KubernetesObject[]
}

export interface WrittenScaledObject {
  readonly file: string
  readonly text: string
  readonly object: ScaledObject
  /** Name of the function that it scales. */
  readonly scales: string | undefined
}

/** Objects by what they are for: `bonghwa` is what all share, every other name is a function's. */
export type Manifests = ReadonlyMap<string, readonly KubernetesObject[]>

/**
 * The Kubernetes objects of a folder of functions, in the order in which a cluster can take them. Pure: the same input
 * gives the same objects.
 *
 * @throws ManifestRefusedError naming everything that would not work
 */
export function render(given: Renderable): Manifests {
  const { functions, regions, settings } = given
  const problems = problemsOf(given)
  if (problems.length > 0) throw new ManifestRefusedError(problems)
  const of = new Map<string, readonly KubernetesObject[]>()
  const pushed = functions.some(({ spec }) => isPushed(given, spec.name, spec.scale.activation, spec.kind))
  of.set('bonghwa', [
    ...sharedObjects(settings, {
      doorbell: pushed,
      gateway: given.application === undefined,
      polls: functions.some(
        ({ spec }) =>
          spec.kind === 'Function' &&
          (spec.fallback !== undefined || !isPushed(given, spec.name, spec.scale.activation, spec.kind)),
      ),
    }),
    ...(settings.rabbitmqOperator === undefined ? [] : sharedTopology(settings)),
    ...(given.application?.objects ??
      gatewayObjects(
        functions.map(({ spec }) => spec),
        regions,
        settings,
      )),
    ...(pushed ? doorbellObjects(settings) : []),
    ...(settings.beacon.replicas > 0 ? regions.map((region) => beaconDeployment(region, settings)) : []),
  ])
  for (const packed of functions) {
    const { spec } = packed
    const code = delivery(packed, settings)
    of.set(spec.name, [
      code.configMap,
      ...(settings.rabbitmqOperator === undefined ? [] : laneTopologyObjects(given, spec)),
      ...clusterLanes(spec, regions)
        .flatMap((lane) => [lane, fallbackLane(lane) ?? []].flat())
        .flatMap((lane) => [
          laneDeployment(lane, code, given),
          ...(spec.kind === 'Function'
            ? [laneScaledObject(lane, settings, writtenFor(given, spec.name)?.text)]
            : []),
        ]),
    ])
  }
  return of
}

const writtenFor = ({ scaledObjects }: Renderable, name: string): WrittenScaledObject | undefined =>
  scaledObjects.find(({ scales }) => scales === name)

/** A ScaledObject of the author's own says by itself what wakes the function. */
const isPushed = (given: Renderable, name: string, activation: string, kind: string): boolean =>
  kind === 'Function' && activation === 'push' && writtenFor(given, name) === undefined
