import { NodeUnknownError, NoNodeError } from './errors.ts'
import type { LocalBackend } from './local-backend.ts'

/** Instances that somebody else starts and ends: the pods of a cluster. Here there is no node. */
export function instancesElsewhere(): LocalBackend {
  const unknown = (name: string) => {
    throw new NodeUnknownError(name, [])
  }
  return {
    prepare: async () => undefined,
    retire() {},
    start({ nodeRegion }) {
      throw new NoNodeError(nodeRegion)
    },
    full: () => undefined,
    nodes: () => [],
    killNode: unknown,
    startNode: unknown,
    onChange() {},
    async [Symbol.asyncDispose]() {},
  }
}
