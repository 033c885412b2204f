import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The line of an author's own source to which a stack leads: `weigh.ts:7: if (grams === undefined) throw …`.
 *
 * @param folder absolute path; frames outside of it are somebody else's
 * @returns undefined when no frame of the stack lies in the folder
 */
export async function sourceLine(stack: string, folder: string): Promise<string | undefined> {
  for (const [, place = '', line = ''] of stack.matchAll(
    /^ +at .*?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/gm,
  )) {
    const file = place.startsWith('file:') ? fileURLToPath(place) : place
    if (!file.startsWith(folder + sep) || file.includes(`${sep}node_modules${sep}`)) continue
    const text = (await readFile(file, 'utf8').catch(() => '')).split('\n')[Number(line) - 1] ?? ''
    return `${relative(folder, file)}:${line}: ${text.trim()}`
  }
  return undefined
}
