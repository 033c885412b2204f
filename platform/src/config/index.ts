export { type BoundServices, boundServices } from './bound-services.ts'
export { ConfigInvalidError, DataDirectoryBusyError } from './errors.ts'
export { parseYaml, readYaml } from './read-yaml.ts'
export { type CheckedYaml, checkYaml, readText } from './yaml-file.ts'
