import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from './errors.ts'

/** Writes a function that greets, and says what to do next. */
export async function init(name: string): Promise<string> {
  if (!/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(name)) {
    throw new UsageError(`"${name}" is no name for a function.`, 'Use lower-case letters, digits and dashes.')
  }
  await mkdir(name).catch((cause) => {
    throw new UsageError(
      `The folder ${name} cannot be made (${cause.code}).`,
      'Choose another name, or remove it.',
      { cause },
    )
  })
  await writeFile(
    join(name, 'function.yaml'),
    `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: ${name} }
spec:
  handler: ./${name}.ts
  on: [{ type: dev.example.greeted }]
  scale: { maxReplicaCount: 3, cooldownPeriod: 10 }
`,
  )
  await writeFile(
    join(name, `${name}.ts`),
    `import { defineFunction } from '@bonghwa/platform/function'

export default defineFunction(async (event, context) => {
  const { name = 'world' } = (event.data ?? {}) as { name?: string }
  context.log(\`hello, \${name}\`)
  return { greeting: \`hello, \${name}\` }
})
`,
  )
  return `Wrote ${name}/. Run it with \`bonghwa up ${name}\`, wake it with \`bonghwa function invoke ${name} --data '{"name": "Ada"}'\`.`
}
