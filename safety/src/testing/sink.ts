// A webhook that takes whatever is sent. Prints its port once it listens; the first word is its address.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(204).end())
})
server.listen(0, process.argv[2], () => console.log((server.address() as AddressInfo).port))
