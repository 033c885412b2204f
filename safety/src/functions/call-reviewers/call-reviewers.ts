import { defineFunction } from '@bonghwa/platform/function'
import { reviewersCell } from '../../outcome/subscriber.ts'
import { openStore } from '../../store/open-store.ts'
import { cityEnvironment } from '../environment.ts'
import { postIn } from '../messages.ts'
import { pushTo, vapidDetails } from '../web-push.ts'
import { reviewMessage } from './review-message.ts'

const { city, store: storeUrl } = cityEnvironment()
const store = await openStore(storeUrl)

export default defineFunction(async (event, context) => {
  const post = await store.post(postIn(event))
  // By now somebody may have decided.
  if (post?.status !== 'waiting') return
  const camera = city.cameras.find(({ id }) => id === post.camera)
  const place = camera?.title ?? { ko: post.camera, en: post.camera }
  const counts = await pushTo(
    await store.subscribersIn([reviewersCell]),
    (language) => reviewMessage(post, place, language),
    {
      store,
      vapid: vapidDetails(context.secrets),
      subject: post.id,
      timeToLive: Math.max(60, Math.round(((post.expiresAt ?? 0) - Date.now()) / 1000)),
    },
  )
  context.log('reviewers called', { post: post.id, ...counts })
})
