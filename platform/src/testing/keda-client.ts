import {
  type ChannelCredentials,
  type Client,
  type ClientReadableStream,
  credentials,
  makeClientConstructor,
} from '@grpc/grpc-js'
import { externalScaler } from '../doorbell/scaler.ts'

type Metadata = Readonly<Record<string, string>>

/** Asks an external scaler as KEDA's operator does: one connection for all ScaledObjects of an address. */
export interface KedaClient {
  isActive(metadata: Metadata): Promise<boolean>
  metricSpec(metadata: Metadata): Promise<unknown>
  metrics(metadata: Metadata): Promise<unknown>
  /** Opens `StreamIsActive`, and counts what it is told. */
  stream(metadata: Metadata, told?: () => void): { readonly told: number; cancel(): void }
  close(): void
}

// biome-ignore lint/suspicious/noExplicitAny: each method answers in its own shape
type Method = (request: unknown, done?: (error: Error | null, answer: any) => void) => unknown

const Scaler = makeClientConstructor(externalScaler.service, 'ExternalScaler')

/** @param secured by which it trusts the scaler, and the scaler it; nothing is encrypted without */
export function kedaClient(
  address: string,
  secured: ChannelCredentials = credentials.createInsecure(),
): KedaClient {
  const client = new Scaler(address, secured) as unknown as Pick<Client, 'close'> & Record<string, Method>
  const refOf = (scalerMetadata: Metadata) => ({ name: 'lane', namespace: 'city', scalerMetadata })
  const ask = <Answer>(method: string, request: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      client[method]?.(request, (error: Error | null, answer: Answer) =>
        error ? reject(error) : resolve(answer),
      )
    })
  return {
    isActive: async (metadata) => (await ask<{ result: boolean }>('IsActive', refOf(metadata))).result,
    metricSpec: async (metadata) =>
      (await ask<{ metricSpecs: unknown }>('GetMetricSpec', refOf(metadata))).metricSpecs,
    metrics: async (metadata) =>
      (
        await ask<{ metricValues: unknown }>('GetMetrics', {
          scaledObjectRef: refOf(metadata),
          metricName: 'messages',
        })
      ).metricValues,
    stream(metadata, told = () => {}) {
      let count = 0
      const stream = client.StreamIsActive?.(refOf(metadata)) as ClientReadableStream<{ result: boolean }>
      stream.on('data', ({ result }) => {
        if (!result) return
        count++
        told()
      })
      // A cancelled stream ends with an error that says so.
      stream.on('error', () => {})
      return {
        get told() {
          return count
        },
        cancel: () => stream.cancel(),
      }
    },
    close: () => client.close(),
  }
}
