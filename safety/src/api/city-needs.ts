/** What a route asks of whoever calls it, as the platform's gateway knows it. */
type Need = 'public' | 'read' | 'review' | 'publish' | 'operate'

/**
 * What each route of the city needs. What drivers ask is anybody's; who looks at frames, evidence and posts that wait
 * is known by name. A test compares it with the routes.
 */
export const cityNeeds: Readonly<Record<string, Need>> = {
  'GET /api/city': 'read',
  'GET /api/map/style.json': 'public',
  'GET /api/cameras': 'read',
  'GET /api/cameras/:id/frame.jpg': 'read',
  'GET /api/cameras/:id/live': 'publish',
  'PUT /api/cameras/:id/outlines': 'operate',
  'POST /api/cameras/:id/play': 'publish',
  'GET /api/incidents': 'read',
  'GET /api/incidents/points': 'read',
  'GET /api/incidents/:id': 'read',
  'DELETE /api/incidents/:id': 'operate',
  'GET /api/incidents/:id/trace': 'read',
  'GET /api/segments': 'read',
  'GET /api/posts': 'read',
  'GET /api/deliveries': 'read',
  'POST /api/reviews/:id': 'review',
  'PUT /api/reviews/subscription': 'review',
  'DELETE /api/reviews/subscription': 'review',
  'GET /api/evidence/:hash.jpg': 'read',
  'GET /api/road/warnings': 'public',
  'GET /api/road/map': 'public',
  'GET /api/road/push-key': 'public',
  'PUT /api/road/subscription': 'public',
  'DELETE /api/road/subscription': 'public',
}
