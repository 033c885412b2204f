import { z } from 'zod'
import type { Title } from '../camera/place.ts'
import type { VisionSettings } from '../camera/vision-settings.ts'
import { type RefinementFacts, refinementProblem } from './refinement-guard.ts'

/** What a model made of the description, or why it is not used. */
export type Refinement = { readonly refined: Title } | { readonly problem: string }

export interface RefineOptions extends VisionSettings {
  /** Sent as a bearer token, when there is one. */
  readonly key?: string | undefined
}

const instructions = `You word the alt text of a picture for people who cannot see it.
You are given the picture, in which faces are pixelated, and what was measured on it.
Say the same facts in one to three plain sentences, first in Korean, then in English. You may add what is plainly visible of the surroundings.
Never say who somebody is, nor sex, age, origin or intent. Never change what was seen, how many, on which side, or how sure it is.
Answer with JSON alone: {"ko": "…", "en": "…"}.`

/**
 * Asks a vision-language model to word what was measured, by OpenAI's chat completions with one `image_url`. Whatever
 * goes wrong is a reason, never an exception: the measured description is there.
 *
 * @param jpeg what is published: the mosaicked picture, no other ever leaves
 */
export async function refineDescription(
  jpeg: Uint8Array,
  facts: RefinementFacts,
  { url, model, timeoutSeconds, key }: RefineOptions,
): Promise<Refinement> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(question(jpeg, facts.grounded, model)),
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      redirect: 'error',
    })
    if (!response.ok) return { problem: `the model answered HTTP ${response.status}` }
    const refined = refinedIn(await response.json())
    if (refined === undefined)
      return { problem: 'the model did not answer with the JSON that it was asked for' }
    const problem = refinementProblem(refined, facts)
    return problem === undefined ? { refined } : { problem }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return { problem: late ? `the model took more than ${timeoutSeconds} s` : 'the model could not be asked' }
  }
}

function question(jpeg: Uint8Array, { ko, en }: Title, model: string) {
  const image = `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`
  return {
    model,
    temperature: 0,
    max_tokens: 500,
    response_format: { type: 'json_object' },
    messages: [
      { role: 'system', content: instructions },
      {
        role: 'user',
        content: [
          { type: 'text', text: `Measured, in Korean: ${ko}\nMeasured, in English: ${en}` },
          { type: 'image_url', image_url: { url: image } },
        ],
      },
    ],
  }
}

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
})
const answer = z.object({ ko: z.string(), en: z.string() })

/** Some models put a fence around what they were to say alone. */
function refinedIn(body: unknown): Title | undefined {
  const content = completion.safeParse(body).data?.choices[0]?.message.content ?? ''
  const json = content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1)
  try {
    const { ko, en } = answer.parse(JSON.parse(json))
    return { ko: ko.trim(), en: en.trim() }
  } catch {
    return undefined
  }
}
