import type { FunctionState } from '../api.ts'

/** Where in the way from camera to outcome an event type lies; a later match wins over none. */
const stages = [/frame|motion|movement/, /suspect|detect/, /incident\.opened|incident/, /post|pin|outcome/]

/** The functions as data meets them, so that cause stands above effect; those of one stage by name. */
export function inOrderOfFlow(functions: readonly FunctionState[]): FunctionState[] {
  return functions.toSorted((a, b) => stage(a) - stage(b) || a.name.localeCompare(b.name))
}

function stage({ on }: FunctionState): number {
  const type = on[0]?.type ?? ''
  const found = stages.findIndex((pattern) => pattern.test(type))
  return found === -1 ? stages.length : found
}
