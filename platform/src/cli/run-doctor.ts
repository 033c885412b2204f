import type { Command } from 'commander'
import { examineCluster } from '../cluster/doctor.ts'
import { examineBroker } from '../cluster/doctor-broker.ts'
import { KubeconfigError } from '../cluster/errors.ts'
import type { Finding } from '../cluster/finding.ts'
import { kubeClient } from '../cluster/kube-client.ts'
import { loadFunctions } from '../function/load.ts'
import { plannedPolicies } from '../manifest/spill.ts'
import { clusterConfig } from './cluster-options.ts'
import type { DoctorOptions } from './doctor.ts'
import { print } from './show.ts'

/** Prints what was found; the exit code is 1 when something has failed. */
export async function runDoctor(directory: string, options: DoctorOptions, command: Command): Promise<void> {
  const { regions, cluster } = await clusterConfig(directory, options)
  const { functions } = await loadFunctions(directory, 'a cluster')
  const findings = [
    ...(await ofCluster()),
    ...(options.queue === undefined
      ? [
          {
            what: 'RabbitMQ',
            state: 'skipped',
            said: 'give --queue and --management to have it looked at',
          } as const,
        ]
      : await examineBroker(
          options.queue,
          options.management,
          plannedPolicies({ functions, regions, spillSeconds: cluster.spillSeconds }, 'bonghwa'),
        )),
  ]
  print(command, findings, (list) => list.map(lineOf).join('\n'))
  if (findings.some(({ state }) => state === 'failed')) process.exitCode = 1

  async function ofCluster(): Promise<Finding[]> {
    try {
      const client = await kubeClient(options)
      return await examineCluster(client, { ...cluster, regions: regions.map(({ name }) => name) })
    } catch (error) {
      // Without a cluster the broker can be looked at all the same.
      if (error instanceof KubeconfigError)
        return [{ what: 'Kubernetes', state: 'failed', said: error.message }]
      throw error
    }
  }
}

const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '-' }

const lineOf = ({ what, state, said, remedy }: Finding): string =>
  `${marks[state]} ${what}: ${said}${remedy === undefined ? '' : `\n    ${remedy}`}`
