/** What any program needs to find its way; whatever else the platform has is none of a function's business. */
const passedOn = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  'LD_LIBRARY_PATH',
])
const families = ['LC_', 'NODE_']
/** Set by whoever runs tests, and would make a function report to them. */
const never = new Set(['NODE_TEST_CONTEXT', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'])

/** The environment that a function's process begins with: what its manifest names is added when it is handed over. */
export function minimalEnvironment(given: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const upper = name.toUpperCase()
      const passes = passedOn.has(upper) || families.some((family) => upper.startsWith(family))
      return passes && !never.has(upper) && value !== undefined ? [[name, value]] : []
    }),
  )
}
