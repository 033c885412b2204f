/**
 * `node:fs` for who needs it late: to `import` it loads its promises, watchers and streams too, 2 ms of every cold start.
 */
export const lateFs = (): typeof import('node:fs') => process.getBuiltinModule('node:fs')
