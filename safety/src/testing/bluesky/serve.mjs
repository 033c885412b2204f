// A Bluesky server (a PDS) with a directory of identities, on loopback, its data in the folder that is the first
// argument. Prints its address as a line of JSON, and ends with its input.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Server } from 'node:net'
import { join } from 'node:path'

// Both would listen on every interface.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number'
    ? listen.call(this, { port, host: '127.0.0.1' }, ...rest)
    : listen.call(this, port, ...rest)
}
const { Database, PlcServer } = await import('@did-plc/server')
const { PDS, envToCfg, envToSecrets } = await import('@atproto/pds')

const [folder] = process.argv.slice(2)
const directory = PlcServer.create({ db: Database.mock(), port: 0 })
const { port: directoryPort } = (await directory.start()).address()
const secret = () => randomBytes(32).toString('hex')
const environment = {
  port: 0,
  hostname: 'localhost',
  devMode: true,
  dataDirectory: folder,
  blobstoreDiskLocation: join(folder, 'blobs'),
  didPlcUrl: `http://127.0.0.1:${directoryPort}`,
  serviceHandleDomains: ['.test'],
  bskyAppViewUrl: 'http://127.0.0.1:1',
  bskyAppViewDid: 'did:example:none',
  inviteRequired: false,
  rateLimitsEnabled: false,
  disableSsrfProtection: true,
  jwtSecret: secret(),
  adminPassword: secret(),
  plcRotationKeyK256PrivateKeyHex: secret(),
}
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment))
const server = await pds.start()
console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }))

process.stdin.resume()
await once(process.stdin, 'end')
process.exit(0)
