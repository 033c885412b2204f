export { preciseNow } from '../telemetry/now.ts'
export {
  type DefinedFunction,
  type DefinedSource,
  defineFunction,
  defineSource,
  type EmittedEvent,
  type FunctionContext,
  type Handler,
  type SourceDefinition,
} from './define.ts'
export { FunctionInvalidError, FunctionUnknownError } from './errors.ts'
export { type FunctionSpec, type Manifest, wants } from './function-spec.ts'
export { loadFunction, loadFunctions } from './load.ts'
export type { CronTrigger, MqttTrigger, Subscription } from './on.ts'
