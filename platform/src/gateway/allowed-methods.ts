import type { Hono } from 'hono'

/** The methods that some route of the app answers on this path; pages, served by `*`, do not count. */
export function allowedMethods(app: Hono, path: string): string[] {
  const methods = app.routes
    .filter((route) => route.method !== 'ALL' && !route.path.includes('*') && matches(route.path, path))
    .map(({ method }) => method)
  return [...new Set(methods)]
}

function matches(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith(':') || part === given[index])
  )
}
