/** The OpenAPI 3.1 document of the gateway; others add their paths. */
export function openapi(version: string, paths: Readonly<Record<string, unknown>>) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bonghwa',
      version,
      description: 'Functions asleep until something happens. See docs/api.md for the bodies.',
    },
    paths: { ...platformPaths, ...paths },
  }
}

const json = (description: string) => ({ description, content: { 'application/json': {} } })
const failure = json('An error: {"error": {"code", "message"}}')
const path = (...names: string[]) =>
  names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
const query = (...names: string[]) => names.map((name) => ({ name, in: 'query', schema: { type: 'string' } }))
const read = (summary: string, parameters: unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: json(summary), default: failure } },
})
const act = (summary: string, status: number, parameters: unknown[] = []) => ({
  post: { summary, parameters, responses: { [status]: json(summary), default: failure } },
})

const redirect = (summary: string) => ({
  get: { summary, responses: { 302: { description: 'On to the next address' }, default: failure } },
})

const platformPaths = {
  '/healthz': read('The process lives'),
  '/readyz': read('Functions are deployed and the queue is there; 503 otherwise'),
  '/metrics': read('Prometheus metrics'),
  '/openapi.json': read('This document'),
  '/api/session': {
    get: {
      summary: 'Whether a token is needed, and who asks',
      responses: { 200: json('{"required", "as": {"name", "role"} | null, "elsewhere"}'), default: failure },
    },
    post: { summary: 'Sign in with {"token"}', responses: { 200: json('The same'), default: failure } },
    delete: { summary: 'Sign out', responses: { 204: { description: 'Done' }, default: failure } },
  },
  '/api/session/oidc': redirect('Sign in at the identity provider, if there is one'),
  '/api/session/oidc/callback': redirect('Where the provider sends a browser back'),
  '/api/audit': read('Who did what, oldest first', query('since', 'limit')),
  '/api/functions': read('Every function with its replicas, queue and instances'),
  '/api/functions/{name}': read('One function', path('name')),
  '/api/functions/{name}/logs': read('Its last log lines; with follow, server-sent events that go on', [
    ...path('name'),
    ...query('follow'),
  ]),
  '/api/functions/{name}/invoke': act(
    'Invoke and wait for the answer; 429 when too many wait',
    200,
    path('name'),
  ),
  '/api/deploy': act('Deploy from its folders again what is new or has changed', 200),
  '/api/functions/{name}/deploy': act('Deploy it from its folder again', 200, path('name')),
  '/api/functions/{name}/pause': act(
    'Hand out nothing more, here or in one region ({"region"}), until it is resumed',
    200,
    path('name'),
  ),
  '/api/functions/{name}/scale': act(
    'Hold it at {"replicas"} instances, in one {"region"} or in all',
    200,
    path('name'),
  ),
  '/api/functions/{name}/resume': act('Lift what holds it: its scaler decides again', 200, path('name')),
  '/api/history': read('Replicas over time', query('minutes')),
  '/api/nodes': read('The nodes'),
  '/api/regions': read('The regions and who serves them'),
  '/api/nodes/{name}/kill': act('Simulate the loss of a node', 200, path('name')),
  '/api/nodes/{name}/start': act('Bring a node back', 200, path('name')),
  '/api/queues': read('The queues and their depth'),
  '/api/deadletters': read('Refused events', query('function')),
  '/api/deadletters/{id}/replay': act('Try a refused event again', 200, path('id')),
  '/api/events': act('Publish CloudEvents', 202),
  '/api/traces/{id}': read('The segments of a trace', path('id')),
  '/api/live': read('Server-sent events: the state as it changes'),
}
