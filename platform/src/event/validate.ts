import { z } from 'zod'
import type { CloudEvent } from './cloud-event.ts'
import { EventInvalidError } from './errors.ts'

const attribute = z.string().min(1, 'must be a text that is not empty')

const schema = z
  .looseObject({
    specversion: z.literal('1.0', { error: 'must be "1.0"' }),
    id: attribute,
    source: attribute,
    type: attribute,
    time: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time' }).optional(),
    subject: attribute.optional(),
    datacontenttype: attribute.optional(),
    dataschema: attribute.optional(),
    region: attribute.optional(),
    traceparent: attribute.optional(),
    partitionkey: attribute.optional(),
  })
  .superRefine((event, context) => {
    for (const [name, value] of Object.entries(event)) {
      if (name === 'data') continue
      if (!/^[a-z0-9]+$/.test(name)) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is no attribute name: use lower-case letters and digits',
        })
      } else if (!['string', 'number', 'boolean'].includes(typeof value)) {
        context.addIssue({ code: 'custom', path: [name], message: 'must be a text, a number or a boolean' })
      }
    }
  })

/**
 * @param candidate anything a person or a program sent
 * @throws EventInvalidError naming each attribute that is wrong
 */
export function validEvent(candidate: unknown): CloudEvent {
  const parsed = schema.safeParse(candidate)
  if (parsed.success) return parsed.data as CloudEvent
  throw new EventInvalidError(
    parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `"${path.join('.')}" ${message.replace(/^Invalid input: /, '')}`,
    ),
  )
}
