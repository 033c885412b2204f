import type { RouteNeeds } from '../access/route-needs.ts'

/** What each route of the platform needs. A test compares it with the routes. */
export const platformNeeds: RouteNeeds = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /openapi.json': 'public',
  'GET /metrics': 'read',
  'GET /api/session': 'public',
  'POST /api/session': 'public',
  'DELETE /api/session': 'public',
  'GET /api/audit': 'operate',
  'GET /api/functions': 'read',
  'GET /api/functions/:name': 'read',
  'GET /api/functions/:name/logs': 'read',
  'POST /api/functions/:name/invoke': 'operate',
  'GET /api/history': 'read',
  'GET /api/nodes': 'read',
  'GET /api/regions': 'read',
  'POST /api/nodes/:name/kill': 'operate',
  'POST /api/nodes/:name/start': 'operate',
  'GET /api/queues': 'read',
  'GET /api/deadletters': 'read',
  'POST /api/deadletters/:id/replay': 'operate',
  'POST /api/events': 'publish',
  'GET /api/traces/:id': 'read',
  'GET /api/live': 'read',
}
