export { ConfigInvalidError, type ConfigProblem, DataDirectoryBusyError } from './errors.ts'
export { parseYaml, readYaml } from './read-yaml.ts'
