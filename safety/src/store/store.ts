import type { Incident } from '../incident/incident.ts'
import type { Post } from '../outcome/post.ts'
import type { DeliveryRecords } from './delivery-records.ts'
import type { FollowUpRecords } from './follow-up-records.ts'
import type { ForgetfulRecords } from './forget.ts'
import type { IncidentRecords } from './incident-records.ts'
import type { OutcomeRecords } from './outcome-records.ts'
import type { SubscriberRecords } from './subscriber-records.ts'

/**
 * The city's memory: incidents, what was announced of them, what came of it, and who wants to be told. Watches,
 * functions and the gateway hold it open at the same time from processes of their own; what one has written and
 * awaited, the next read of any other sees, and a loss of power does not undo it.
 */
export interface Store
  extends IncidentRecords,
    OutcomeRecords,
    FollowUpRecords,
    DeliveryRecords,
    SubscriberRecords,
    ForgetfulRecords,
    AsyncDisposable {
  /**
   * What any process wrote since an earlier revision (0: everything), for a page that follows along. An
   * incident whose outcomes changed counts. The same record may come twice, and none is missed.
   */
  changedSince(revision: number): Promise<ChangedRecords>
}

export interface ChangedRecords {
  /** To ask from the next time. */
  readonly revision: number
  readonly incidents: readonly Incident[]
  readonly posts: readonly Post[]
}
