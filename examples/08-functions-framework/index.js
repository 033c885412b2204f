// Written for Google's functions framework, and unchanged here: it knows nothing of this platform.
import functions from '@google-cloud/functions-framework'

functions.cloudEvent('greet', (event) => {
  if (event.data?.name === undefined) throw new Error('nobody to greet')
  console.log(`${event.type} ${event.id}: hello, ${event.data.name}`)
})

functions.http('add', (request, response) => {
  response.json({ sum: request.body.reduce((sum, number) => sum + number, 0) })
})
