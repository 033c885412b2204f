import { stringify } from 'yaml'
import type { KubernetesObject } from './object.ts'

/** Documents as kubectl reads them. */
export const asYaml = (objects: readonly KubernetesObject[]): string =>
  objects
    .map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`)
    .join('')
