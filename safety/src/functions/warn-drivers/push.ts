import type { Title } from '../../camera/place.ts'
import type { Incident } from '../../incident/incident.ts'
import { cellsAround } from '../../outcome/cell.ts'
import { roadLabelOf, roadMessage } from '../../outcome/road-message.ts'
import type { Store } from '../../store/store.ts'
import { type PushCounts, type PushOptions, pushTo } from '../web-push.ts'

export interface WarnOptions extends Pick<PushOptions, 'vapid' | 'agent'> {
  readonly store: Pick<Store, 'subscribersIn' | 'unsubscribe'>
  /** The road in words. */
  readonly place: Title
}

/** Seconds: later, the road may be free. */
const timeToLive = 900

/**
 * Tells every driver who asked to be warned near the incident.
 *
 * @throws PushFailedError when some could not be told: to be tried again
 */
export async function warnDrivers(incident: Incident, options: WarnOptions): Promise<PushCounts> {
  const label = roadLabelOf(incident)
  if (label === undefined) return { told: 0, gone: 0 }
  const { place, ...push } = options
  const subscribers = await push.store.subscribersIn(cellsAround(incident.place))
  return pushTo(subscribers, (language) => roadMessage(incident, label, place, language), {
    ...push,
    subject: incident.id,
    timeToLive,
  })
}
