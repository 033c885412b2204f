// Publishes as fast as it can and prints a line for each event that is safe: the victim of a test.
import { embeddedQueues } from '../queue/embedded-queue.ts'

const queues = embeddedQueues(process.argv[2] ?? '')
const queue = queues.queue('fn.a.seoul', { delivery: 'durable' })
for (let id = 0; id < 1_000_000; id++) {
  await queue.publish({
    specversion: '1.0',
    id: String(id),
    source: '/testing',
    type: 'dev.bonghwa.test.published',
  })
  process.stdout.write(`${id}\n`)
}
