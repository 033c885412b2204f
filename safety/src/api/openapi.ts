import { z } from 'zod'
import { incidentLabels } from '../incident/incident.ts'
import { deliveryStates } from '../outcome/delivery.ts'
import { postStatuses } from '../outcome/post.ts'
import {
  cameraShape,
  cityShape,
  deliveryShape,
  erasureShape,
  errorShape,
  incidentShape,
  incidentsShape,
  leavingShape,
  outlinesShape,
  playShape,
  pointsShape,
  postShape,
  pushKeyShape,
  reviewerShape,
  reviewShape,
  roadMapShape,
  roadWarningsShape,
  segmentRowShape,
  subscriptionShape,
  traceShape,
} from './shapes.ts'

/** The city's paths in the OpenAPI 3.1 document of the gateway. */
export const cityPaths = {
  '/api/city': { get: operation('The city, its map and its regions', json(cityShape)) },
  '/api/map/style.json': {
    get: operation(
      "A MapLibre style of T map's tiles, where the city has a key for them",
      json(z.looseObject({})),
    ),
  },
  '/api/cameras': { get: operation('Every camera and how its watch is doing', json(z.array(cameraShape))) },
  '/api/cameras/{id}/frame.jpg': {
    get: operation('The last frame of a camera that passed the motion gate', jpeg(), [inPath('id')]),
  },
  '/api/cameras/{id}/live': {
    get: {
      ...operation(
        'WebSocket: each binary message is a JPEG that the camera sees; answered by what was taken and dropped',
        {},
        [
          inPath('id'),
          inQuery('latitude', 'Where on Earth it is seen', { type: 'number' }),
          inQuery('longitude', 'Where on Earth it is seen', { type: 'number' }),
        ],
      ),
    },
  },
  '/api/cameras/{id}/outlines': {
    put: {
      ...operation("Draw a camera's masks and zones; they are kept in the city file", json(outlinesShape), [
        inPath('id'),
      ]),
      requestBody: { required: true, content: json(outlinesShape) },
    },
  },
  '/api/cameras/{id}/play': {
    post: {
      ...operation('Have a clip played by a camera whose pictures are sent', json(playShape), [inPath('id')]),
      requestBody: { required: true, content: json(playShape) },
    },
  },
  '/api/incidents': {
    get: operation('Incidents as GeoJSON, newest first', json(incidentsShape), [
      ...incidentFilters(),
      limit(),
    ]),
  },
  '/api/incidents/points': {
    get: operation('Incidents as the points of a map', json(pointsShape), [
      ...incidentFilters(),
      limit(100_000, 100_000),
    ]),
  },
  '/api/incidents/{id}': {
    get: operation('One incident', json(incidentShape), [inPath('id')]),
    delete: operation('Erase an incident with its pictures and posts', json(erasureShape), [inPath('id')]),
  },
  '/api/segments': {
    get: operation('How long each segment of the ways of incidents took', json(z.array(segmentRowShape)), [
      inQuery('label', 'Only this one', { type: 'string', enum: incidentLabels }),
      inQuery('region', 'Only this one', { type: 'string' }),
      inQuery('since', 'Opened at or after it', { type: 'string', format: 'date-time' }),
    ]),
  },
  '/api/incidents/{id}/trace': {
    get: operation('The way of an incident, segment by segment', json(traceShape), [inPath('id')]),
  },
  '/api/road/warnings': {
    get: operation(
      'Open accidents and fires for drivers, without frames or cameras',
      json(roadWarningsShape),
    ),
  },
  '/api/road/map': { get: operation('Which map drivers see', json(roadMapShape)) },
  '/api/road/push-key': {
    get: operation('The key that a browser subscribes to warnings with (VAPID)', json(pushKeyShape)),
  },
  '/api/road/subscription': {
    put: {
      ...operation('Be warned by Web Push of what happens in a cell', {}, [], 204),
      requestBody: { required: true, content: json(subscriptionShape) },
    },
    delete: {
      ...operation('Be warned no more', {}, [], 204),
      requestBody: { required: true, content: json(leavingShape) },
    },
  },
  '/api/posts': {
    get: operation('The city feed, newest first', json(z.array(postShape)), [
      inQuery('status', 'Of this status; published unless told', {
        type: 'string',
        enum: [...postStatuses, 'all'],
      }),
      limit(),
    ]),
  },
  '/api/deliveries': {
    get: operation("The channels' outbox, oldest first", json(z.array(deliveryShape)), [
      inQuery('incident', 'Of this incident', { type: 'string' }),
      inQuery('channel', 'For this channel', { type: 'string' }),
      inQuery('state', 'In this state', { type: 'string', enum: deliveryStates }),
      limit(),
    ]),
  },
  '/api/reviews/{id}': {
    post: {
      ...operation('Approve or refuse a post that waits', json(postShape), [inPath('id')]),
      requestBody: { required: true, content: json(reviewShape) },
    },
  },
  '/api/reviews/subscription': {
    put: {
      ...operation('Be told by Web Push of posts that wait', {}, [], 204),
      requestBody: { required: true, content: json(reviewerShape) },
    },
    delete: {
      ...operation('Be told no more', {}, [], 204),
      requestBody: { required: true, content: json(leavingShape) },
    },
  },
  '/api/evidence/{hash}.jpg': {
    get: operation('A picture by the SHA-256 of its bytes', jpeg(), [inPath('hash')]),
  },
} as const

function operation(summary: string, content: object, parameters: readonly object[] = [], status = 200) {
  return {
    summary,
    tags: ['city'],
    parameters,
    responses: {
      [status]: { description: summary, ...(status !== 204 && { content }) },
      default: { description: 'What happened and what to do', content: json(errorShape) },
    },
  }
}

function json(shape: z.ZodType) {
  // The shapes as what is read: a later version may add fields.
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input' })
  return { 'application/json': { schema } }
}

function jpeg() {
  return { 'image/jpeg': {} }
}

function inPath(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function inQuery(name: string, description: string, schema: object) {
  return { name, in: 'query', description, schema }
}

function limit(standard = 100, maximum = 1000) {
  return inQuery('limit', 'At most so many', { type: 'integer', minimum: 1, maximum, default: standard })
}

function incidentFilters() {
  return [
    inQuery('label', 'Of this label', { type: 'string', enum: incidentLabels }),
    inQuery('region', 'In this region', { type: 'string' }),
    inQuery('state', 'Open or closed', { type: 'string', enum: ['open', 'closed'] }),
    inQuery('since', 'Opened at or after this instant', { type: 'string', format: 'date-time' }),
    inQuery('until', 'Opened before this instant', { type: 'string', format: 'date-time' }),
    inQuery('bbox', 'West,south,east,north in degrees', { type: 'string' }),
  ]
}
