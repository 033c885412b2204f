import type { FunctionSpec } from '../function/function-spec.ts'
import type { Region } from '../placement/region.ts'

/** What a gateway must know: which events the functions want, not what they do with them. */
export interface Catalogue {
  readonly regions: readonly Region[]
  readonly functions: readonly CataloguedFunction[]
}

export type CataloguedFunction = Omit<
  FunctionSpec,
  'folder' | 'handler' | 'command' | 'image' | 'env' | 'secrets' | 'permissions' | 'isolation'
>

export const catalogueFile = 'functions.json'

export function catalogue(functions: readonly FunctionSpec[], regions: readonly Region[]): Catalogue {
  return {
    regions,
    functions: functions.map((spec) => {
      const {
        folder: _,
        handler: __,
        command: ___,
        image: ____,
        env: _____,
        secrets: ______,
        ...others
      } = spec
      const { permissions: _______, isolation: ________, ...rest } = others
      return rest
    }),
  }
}
