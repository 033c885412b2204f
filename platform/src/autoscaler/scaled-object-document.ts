import { parseAllDocuments } from 'yaml'

/**
 * The one ScaledObject of a file that may hold a Deployment and others beside it, with everything else blanked out, so
 * that lines keep their numbers. A file with no or with several ScaledObjects is given back as it is.
 */
export function scaledObjectDocument(text: string): string {
  const documents = parseAllDocuments(text)
  if (!Array.isArray(documents) || documents.length < 2) return text
  const found = documents.filter((document) => document.get('kind') === 'ScaledObject')
  const range = found.length === 1 ? found[0]?.contents?.range : undefined
  if (!range) return text
  const blank = (part: string) => part.replace(/[^\n]/g, ' ')
  // From the beginning of its first line, so that the indentation stays as written.
  const from = text.lastIndexOf('\n', range[0]) + 1
  return blank(text.slice(0, from)) + text.slice(from, range[1]) + blank(text.slice(range[1]))
}
