import { it } from 'node:test'
import { freePort } from '../runtime/free-port.ts'
import { otlpExporter } from './otlp-exporter.ts'

it('A collector that is away fails nobody who stops', async () => {
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '500'
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const exporter = await otlpExporter({ endpoint, messagingSystem: 'bonghwa', version: '1.2.3' })
  exporter.export({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    name: 'handled',
    startedAt: 1,
    endedAt: 2,
  })
  await exporter[Symbol.asyncDispose]()
})
