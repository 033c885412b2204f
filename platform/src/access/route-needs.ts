import type { Need } from './role.ts'

/** By method and path as routes are written: `'POST /api/nodes/:name/kill': 'operate'`. */
export type RouteNeeds = Readonly<Record<string, Need>>

export interface Wanted {
  /** The route as the table has it, or method and path of one that it does not have. */
  readonly route: string
  readonly need: Need
}

/**
 * What a request needs. A path that no table has is a page when it is read outside `/api/`, and the operator's otherwise:
 * a route that was forgotten here is closed, not open.
 */
export function needOf(tables: readonly RouteNeeds[], method: string, path: string): Wanted {
  const asked = method === 'HEAD' ? 'GET' : method
  for (const table of tables) {
    for (const [route, need] of Object.entries(table)) {
      const [verb = '', pattern = ''] = route.split(' ')
      if (verb === asked && fits(pattern, path)) return { route, need }
    }
  }
  const isPage = asked === 'GET' && !path.startsWith('/api/')
  return { route: `${method} ${path}`, need: isPage ? 'public' : 'operate' }
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  )
}
