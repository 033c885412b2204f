import type { Command } from 'commander'

/** Which cluster is meant, as kubectl has it. */
export interface KubeOptions {
  readonly kubeconfig?: string
  readonly context?: string
}

export const withKubeOptions = (command: Command): Command =>
  command
    .option('--kubeconfig <file>', 'how to reach the cluster (default: as kubectl finds it)')
    .option('--context <name>', "which of the kubeconfig's contexts")
