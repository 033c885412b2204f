import { z } from 'zod'

const days = z.number().positive('must be above 0').max(3650)

/**
 * How long incidents are kept after they were last seen, in days, with pictures, posts and all; by label where one
 * differs. A month is what Korea's guideline for the protection of personal information has for cameras in public.
 */
export const retentionSettings = z
  .strictObject({
    days: days.default(30),
    accident: days.optional(),
    fire: days.optional(),
    gun: days.optional(),
    knife: days.optional(),
  })
  .prefault({})

export type Retention = z.output<typeof retentionSettings>
