import { writeFileSync } from 'node:fs'

export interface ConstantTensor {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/**
 * Writes an ONNX file whose network takes a picture `images` of `[1, 3, size, size]` and gives the same tensors whatever
 * it shows: what a head makes of them can be said beforehand. The bytes are ONNX's protobuf messages, written by hand.
 *
 * @param inputs further inputs, by name
 */
export function writeConstantNetwork(
  file: string,
  size: number,
  outputs: Readonly<Record<string, ConstantTensor>>,
  inputs: readonly string[] = [],
): void {
  const entries = Object.entries(outputs)
  const graph = message(
    ...entries.map(([name]) =>
      bytes(1, message(text(1, `${name}.value`), text(2, name), text(4, 'Identity'))),
    ),
    text(2, 'constant'),
    ...entries.map(([name, tensor]) => bytes(5, constant(`${name}.value`, tensor))),
    ...['images', ...inputs].map((name) => bytes(11, valueInfo(name, [1, 3, size, size]))),
    ...entries.map(([name, { shape }]) => bytes(12, valueInfo(name, shape))),
  )
  const opset = message(text(1, ''), number(2, 13))
  writeFileSync(file, message(number(1, 8), bytes(7, graph), bytes(8, opset)))
}

const float = 1

function constant(name: string, { shape, values }: ConstantTensor): Buffer {
  const raw = Buffer.from(Float32Array.from(values).buffer)
  return message(...shape.map((size) => number(1, size)), number(2, float), text(8, name), bytes(9, raw))
}

function valueInfo(name: string, shape: readonly number[]): Buffer {
  const dimensions = message(...shape.map((size) => bytes(1, message(number(1, size)))))
  const tensor = message(number(1, float), bytes(2, dimensions))
  return message(text(1, name), bytes(2, message(bytes(1, tensor))))
}

const message = (...fields: readonly Buffer[]) => Buffer.concat(fields)
const number = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)])
const text = (field: number, value: string) => bytes(field, Buffer.from(value))
const bytes = (field: number, value: Buffer) =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value])

function varint(value: number): Buffer {
  const digits: number[] = []
  for (let rest = value; digits.length === 0 || rest > 0; rest = Math.floor(rest / 128))
    digits.push((rest % 128) + (rest >= 128 ? 128 : 0))
  return Buffer.from(digits)
}
