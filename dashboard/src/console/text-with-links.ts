/** A piece of a text: words, or an address to go to. */
export type Piece = { readonly text: string } | { readonly text: string; readonly href: string }

/** Cuts a text into words and links; a link is named by its host, since an address in full is no reading. */
export function textWithLinks(text: string): Piece[] {
  return text
    .split(/(https?:\/\/\S+)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const address = URL.parse(piece)
      const web = address?.protocol === 'https:' || address?.protocol === 'http:'
      return web ? { text: address.host.replace(/^www\./, ''), href: address.href } : { text: piece }
    })
}
