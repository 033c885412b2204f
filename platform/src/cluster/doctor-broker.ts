import { closeConnection, openConnection, vhostOf } from '../queue/rabbitmq-connection.ts'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'
import type { BrokerPolicy } from '../queue/rabbitmq-policies.ts'
import { examined, type Finding, isAtLeast } from './finding.ts'

const oldestRabbitmq = [3, 10] as const

/** Looks at RabbitMQ from here, which may be another way than the pods'. */
export async function examineBroker(
  url: string,
  management: string | undefined,
  wanted: readonly BrokerPolicy[],
): Promise<Finding[]> {
  const reached = await examined('RabbitMQ', async () => {
    await closeConnection(await openConnection(url, 'doctor', 5000))
    return { what: 'RabbitMQ', state: 'ok', said: 'it takes user, password and virtual host' }
  })
  if (management === undefined) {
    const said = 'give --management to have its version and policies looked at'
    return [reached, { what: 'policies', state: 'skipped', said }]
  }
  return [
    reached,
    await examined('RabbitMQ version', async () => {
      const overview = await askManagement(managementResource(management, 'overview'))
      const { rabbitmq_version: version } = overview as { rabbitmq_version: string }
      const what = 'RabbitMQ version'
      return isAtLeast(version, oldestRabbitmq)
        ? { what, state: 'ok', said: version }
        : {
            what,
            state: 'failed',
            said: version,
            remedy: 'Upgrade it to 3.10 or newer: spilling needs at-least-once dead-lettering.',
          }
    }),
    await examined('policies', () => examinePolicies(management, vhostOf(url), wanted)),
  ]
}

async function examinePolicies(
  management: string,
  vhost: string,
  wanted: readonly BrokerPolicy[],
): Promise<Finding> {
  const what = 'policies'
  const found = (await askManagement(managementResource(management, 'policies', vhost))) as BrokerPolicy[]
  const differing = wanted.filter((policy) => {
    const own = found.find(({ name }) => name === policy.name)
    return (
      own === undefined ||
      own.pattern !== policy.pattern ||
      Object.entries(policy.definition).some(([key, value]) => own.definition[key] !== value)
    )
  })
  if (differing.length > 0) {
    const said = `${differing.map(({ name }) => `"${name}"`).join(', ')} ${differing.length === 1 ? 'is' : 'are'} missing or different`
    return {
      what,
      state: 'failed',
      said,
      remedy: 'Run `bonghwa apply --only broker`: until then nothing moves from a dead region.',
    }
  }
  const above = wanted.flatMap((policy) =>
    found.filter(
      ({ name, pattern, priority }) =>
        name !== policy.name &&
        priority > policy.priority &&
        matches(pattern, policy.pattern.replace(/[\\^$]/g, '')),
    ),
  )
  return above.length === 0
    ? { what, state: 'ok', said: `${wanted.length} spill policies are as they should be` }
    : {
        what,
        state: 'warning',
        said: `"${above[0]?.name}" has a higher priority, and a queue obeys only one policy`,
        remedy: 'Give it a priority below 10, or put its settings elsewhere.',
      }
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name)
  } catch {
    return false
  }
}
