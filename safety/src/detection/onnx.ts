import type { InferenceSession } from 'onnxruntime-node'

/** A network in memory: one float32 tensor in, named float32 tensors out. */
export interface Network extends AsyncDisposable {
  readonly inputs: readonly TensorShape[]
  readonly outputs: readonly TensorShape[]
  /** Where it runs. */
  readonly provider: ExecutionProvider
  run(
    input: string,
    tensor: Float32Array,
    shape: readonly number[],
  ): Promise<Readonly<Record<string, Output>>>
}

export interface TensorShape {
  readonly name: string
  /** ONNX's element type, such as `float32`. */
  readonly type: string
  /** Sizes; a string names one that is free. */
  readonly shape: readonly (number | string)[]
}

export interface Output {
  readonly values: Float32Array
  readonly shape: readonly number[]
}

/** ONNX Runtime's names for what can run a network. */
export const executionProviders = ['cpu', 'cuda', 'tensorrt', 'openvino', 'coreml', 'webgpu', 'dml'] as const
export type ExecutionProvider = (typeof executionProviders)[number]

export interface NetworkOptions {
  readonly threads: number
  /** In the order of preference: the first that works here is taken. Just the processor when absent. */
  readonly providers?: readonly ExecutionProvider[]
}

/**
 * Opens an ONNX file. ONNX Runtime is loaded only here: it takes 50 ms and 60 MB. Throws when no provider works, saying
 * what each of them said, and which this build of ONNX Runtime knows.
 */
export async function openNetwork(
  file: string,
  { threads, providers = ['cpu'] }: NetworkOptions,
): Promise<Network> {
  // From 1.29 on it tells Microsoft of every process and model unless this is set before it is loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1'
  const { InferenceSession, Tensor, listSupportedBackends } = await import('onnxruntime-node')
  const refusals: string[] = []
  for (const provider of providers) {
    try {
      const session: InferenceSession = await InferenceSession.create(file, {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        executionMode: 'sequential',
        logSeverityLevel: 3,
      })
      return networkOf(session, Tensor, provider)
    } catch (error) {
      refusals.push(`${provider}: ${(error as Error).message}`)
    }
  }
  // Of the processor alone there is nothing to say but what is wrong with the file.
  if (providers.length === 1 && providers[0] === 'cpu') throw new Error(refusals[0]!.replace('cpu: ', ''))
  const known = listSupportedBackends().map(({ name }) => name)
  throw new Error(`${refusals.join('; ')} (this ONNX Runtime knows ${known.join(', ')})`)
}

function networkOf(
  session: InferenceSession,
  Tensor: typeof import('onnxruntime-node').Tensor,
  provider: ExecutionProvider,
): Network {
  return {
    inputs: session.inputMetadata.map(shapeOf),
    outputs: session.outputMetadata.map(shapeOf),
    provider,
    async run(input, values, shape) {
      const results = await session.run({ [input]: new Tensor('float32', values, shape) })
      return Object.fromEntries(
        Object.entries(results).map(([name, { data, dims }]) => [
          name,
          { values: data as Float32Array, shape: dims },
        ]),
      )
    },
    async [Symbol.asyncDispose]() {
      await session.release()
    },
  }
}

function shapeOf(metadata: InferenceSession.ValueMetadata): TensorShape {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: 'no tensor', shape: [] }
}
