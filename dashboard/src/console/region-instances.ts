import type { CityNode, FunctionState } from '../api.ts'

/** How many instances run in each region: where their node stands, not whose work they do. */
export function regionInstances(
  functions: readonly FunctionState[],
  nodes: readonly CityNode[],
): Record<string, number> {
  const home = new Map(nodes.map((node) => [node.name, node.region]))
  const counts: Record<string, number> = {}
  for (const { instances } of functions) {
    for (const instance of instances) {
      const region = home.get(instance.node) ?? instance.region
      counts[region] = (counts[region] ?? 0) + 1
    }
  }
  return counts
}
