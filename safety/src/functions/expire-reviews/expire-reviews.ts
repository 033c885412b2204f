import { defineFunction } from '@bonghwa/platform/function'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { eventTypes } from '../messages.ts'

const store = await openStore(cityEnvironment().store)

export default defineFunction(async (_, context) => {
  for (const post of await store.expireReviews(Date.now())) {
    const { id, status, incident } = post
    context.log('a post waited too long and is refused', { incident, post: id })
    await context.emit({ type: eventTypes.postWritten, id: `${id}.${status}`, subject: incident, data: post })
  }
})
