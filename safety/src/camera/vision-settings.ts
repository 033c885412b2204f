import { z } from 'zod'

/** A vision-language model that words what was measured, behind an interface as OpenAI's: llama.cpp, vLLM, Ollama. */
export const visionSettings = z.strictObject({
  /** Up to and with `/v1`. */
  url: z.url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:11434/v1' }),
  model: z.string().min(1),
  /** A post waits so long for its description, and then goes without the model's. */
  timeoutSeconds: z.number().positive().max(20, 'must leave the function time to post').default(12),
})

export type VisionSettings = z.output<typeof visionSettings>
