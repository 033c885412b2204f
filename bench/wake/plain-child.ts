// The other side: a process forked for one call, which imports its handler and enters it.
import handler from './wake.ts'

process.once('message', async () => {
  await handler.handle({ specversion: '1.0', id: '', source: '', type: '' }, {
    emit: async ({ data }: { data: unknown }) => process.send?.(data),
  } as never)
  process.disconnect()
})
