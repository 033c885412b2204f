import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Address of the other end; empty for a request made within this process. */
export const addressOf = (context: Context): string =>
  context.env?.incoming === undefined ? '' : (getConnInfo(context).remote.address ?? '')
