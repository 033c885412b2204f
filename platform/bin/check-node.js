// Plain JavaScript on purpose: it must run on a Node that is too old for the rest.

/** Ends the process with a remedy when this Node cannot run TypeScript and SQLite by itself. */
export function checkNode() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major >= 24) return
  console.error(
    `Bonghwa needs Node 24, and this is ${process.versions.node}. ` +
      'Run `npm ci`, which brings it, and start through npm: `npm start`, `npx bonghwa`, `npx city`.',
  )
  process.exit(1)
}
