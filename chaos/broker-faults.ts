import { setTimeout as sleep } from 'node:timers/promises'
import type { BrokerNode } from '../platform/src/testing/broker-node.ts'
import { type NetworkNamespace, noNamespaces } from '../platform/src/testing/network-namespace.ts'
import { rabbitmqServer } from '../platform/src/testing/rabbitmq-node.ts'
import { type Fault, nothingWrong } from './fault.ts'
import type { Random } from './random.ts'

export const brokerProblem = (): string | undefined =>
  rabbitmqServer === undefined ? 'there is no rabbitmq-server' : undefined

/** Whether the broker can be had in a network of its own. */
export const networkProblem = (): string | undefined => noNamespaces()

export const brokerKilled = (broker: BrokerNode, random: Random): Fault => ({
  kind: 'broker kill -9',
  weight: 5,
  async strike() {
    await broker.kill()
    await sleep(random.between(0, 3000))
    broker.start()
    return nothingWrong
  },
})

/** What may befall the line to a broker in a network of its own. */
export function networkFaults({ cable }: NetworkNamespace, random: Random): Fault[] {
  const lasting = async (fromMs: number, toMs: number) => {
    await sleep(random.between(fromMs, toMs))
    await cable.mend()
    return nothingWrong
  }
  return [
    {
      kind: 'network cut',
      weight: 6,
      async strike() {
        await cable.cut()
        return lasting(200, 8000)
      },
    },
    {
      kind: 'network slow',
      weight: 5,
      async strike() {
        await cable.slow()
        return lasting(500, 5000)
      },
    },
    {
      kind: 'network drops packets',
      weight: 5,
      async strike() {
        await cable.dropPackets()
        return lasting(500, 5000)
      },
    },
  ]
}
