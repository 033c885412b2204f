import type { InferenceSession } from 'onnxruntime-node'

/** A network in memory: one float32 tensor in, named float32 tensors out. */
export interface Network extends AsyncDisposable {
  readonly inputs: readonly TensorShape[]
  readonly outputs: readonly TensorShape[]
  run(
    input: string,
    tensor: Float32Array,
    shape: readonly number[],
  ): Promise<Readonly<Record<string, Output>>>
}

export interface TensorShape {
  readonly name: string
  /** Sizes; a string names one that is free. */
  readonly shape: readonly (number | string)[]
}

export interface Output {
  readonly values: Float32Array
  readonly shape: readonly number[]
}

/** Opens an ONNX file on the CPU. ONNX Runtime is loaded only here: it takes 50 ms and 60 MB. */
export async function openNetwork(file: string, threads: number): Promise<Network> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const session: InferenceSession = await InferenceSession.create(file, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    logSeverityLevel: 3,
  })
  return {
    inputs: session.inputMetadata.map(shapeOf),
    outputs: session.outputMetadata.map(shapeOf),
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
  return { name: metadata.name, shape: metadata.isTensor ? metadata.shape : [] }
}
