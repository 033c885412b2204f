/** Containers within containers: what goes deeper would overflow the stack of whoever walks through it later. */
export const deepestJson = 64

/**
 * Parses JSON that somebody else wrote.
 *
 * @throws SyntaxError for what is no JSON, RangeError for what is nested too deeply
 */
export function boundedJson(text: string): unknown {
  if (depthOf(text) > deepestJson) throw new RangeError(`it is nested more than ${deepestJson} levels deep`)
  return JSON.parse(text)
}

/** How deeply containers are nested; of what is no JSON, some number. */
function depthOf(text: string): number {
  let [depth, deepest, inText] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (inText) {
      if (character === backslash) at++
      else if (character === quote) inText = false
    } else if (character === quote) inText = true
    else if (character === openBracket || character === openBrace) deepest = Math.max(deepest, ++depth)
    else if (character === closeBracket || character === closeBrace) depth--
  }
  return deepest
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125]
