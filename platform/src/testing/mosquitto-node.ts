import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../runtime/free-port.ts'
import { type BrokerNode, brokerNode, programIn, searched } from './broker-node.ts'

/** `undefined` when there is none. */
export const mosquittoProgram = programIn('mosquitto', [
  ...searched,
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/sbin',
])

/**
 * A Mosquitto broker.
 *
 * @param settings further lines of `mosquitto.conf`, about its one listener
 */
export async function mosquittoNode(
  settings: readonly string[] = ['allow_anonymous true'],
): Promise<BrokerNode> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-mosquitto-'))
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  const lines = [
    `listener ${port} 127.0.0.1`,
    `user ${userInfo().username}`,
    'persistence true',
    `persistence_location ${folder}/`,
    // Every change is on disk before the next one, so that a kill loses nothing.
    'autosave_on_changes true',
    'autosave_interval 1',
    'log_dest none',
    ...settings,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  return brokerNode(`mqtt://127.0.0.1:${port}`, folder, () =>
    spawn(mosquittoProgram ?? 'mosquitto', ['-c', config], { stdio: 'ignore' }),
  )
}
