import { join } from 'node:path'
import { type FunctionSpec, loadFunction } from '@bonghwa/platform/function'
import type { ChannelSettings } from '../../camera/channel-settings.ts'
import { eventTypes } from '../messages.ts'

/** The function of each channel, given its own secrets and nobody else's. */
export async function channelFunctions(channels: readonly ChannelSettings[]): Promise<FunctionSpec[]> {
  const common = await loadFunction(join(import.meta.dirname, 'channel.yaml'))
  return channels.map(({ name, secrets }) => ({
    ...common,
    name: `deliver-${name}`,
    on: [{ type: eventTypes.deliveryDue, where: { channel: name } }],
    env: { CITY_CHANNEL: name },
    secrets: Object.values(secrets),
  }))
}
