import { z } from 'zod'
import { parseQuantity } from '../config/quantity.ts'

/** What an instance may use. */
export interface Resources {
  readonly cpuCores?: number
  readonly memoryBytes?: number
  /** How many of each device, by the name that Kubernetes knows it by, e.g. `nvidia.com/gpu`. */
  readonly accelerators: Readonly<Record<string, number>>
}

/** Less is a unit that was forgotten: `128` is bytes, and `128m` an eighth of one. */
const leastMemoryBytes = 2 ** 20

const quantity = z.union([z.string(), z.number()], { error: 'must be a quantity such as 250m or 128Mi' })

/** `resources` of a manifest: quantities as Kubernetes writes them. */
export const resourcesSchema = z
  .record(z.string(), quantity)
  .default({})
  .superRefine((given, context) => {
    for (const [name, text] of Object.entries(given)) {
      const problem = problemOf(name, parseQuantity(String(text)))
      if (problem !== undefined) context.addIssue({ code: 'custom', path: [name], message: problem })
    }
  })
  .transform((given): Resources => {
    const amount = (name: string) => parseQuantity(String(given[name] ?? ''))
    const [cpuCores, memoryBytes] = [amount('cpu'), amount('memory')]
    const accelerators = Object.keys(given).filter((name) => name.includes('/'))
    return {
      ...(cpuCores === undefined ? {} : { cpuCores }),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      accelerators: Object.fromEntries(accelerators.map((name) => [name, amount(name) ?? 0])),
    }
  })

function problemOf(name: string, amount: number | undefined): string | undefined {
  switch (name) {
    case 'cpu':
      return amount !== undefined && amount > 0 ? undefined : 'must be cores, such as 250m, 0.5 or 1'
    case 'memory':
      return amount !== undefined && amount >= leastMemoryBytes
        ? undefined
        : 'must be bytes, such as 128Mi, 1Gi or 200M, and 1Mi at least'
    default:
      if (!name.includes('/')) return 'must be cpu, memory, or a device such as nvidia.com/gpu'
      return Number.isInteger(amount) && (amount ?? 0) > 0 ? undefined : 'must be 1, 2, 3 ...'
  }
}
