import { userInfo } from 'node:os'
import { auditFileIn } from '../access/access.ts'
import { auditLog } from '../access/audit-log.ts'

/** Writes down what somebody did on the files themselves: who may write them needs no token. */
export async function noteLocalAct(dataDirectory: string, action: string, on: string): Promise<void> {
  await auditLog(auditFileIn(dataDirectory)).write({
    at: new Date().toISOString(),
    ...{ who: localName(), role: 'local', from: 'command line', action, on, status: 200 },
  })
}

/** A container's user may have a number only. */
function localName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
