import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkYaml, readText } from '@bonghwa/platform/config'
import { z } from 'zod'
import { ModelInvalidError } from './errors.ts'
import { type ExecutionProvider, executionProviders } from './onnx.ts'

/** What a model folder's `model.yaml` says of its network. */
export interface Model {
  readonly name: string
  /** Absolute path of the folder. */
  readonly folder: string
  /** Absolute path of the ONNX file. */
  readonly file: string
  /** In the order of the network's class scores. */
  readonly labels: readonly string[]
  readonly input: ModelInput
  readonly output: ModelOutput
  /** Where it may run, in the order of preference. */
  readonly providers: readonly ExecutionProvider[]
  /** Boxes of one label that overlap by more than this are one. */
  readonly nms: { readonly iou: number }
  /** Least score by label, 0..1; one for every label. */
  readonly thresholds: Readonly<Record<string, number>>
}

/** The tensor `[1, 3, height, width]` a network takes: (pixel x scale - mean) / std in each channel. */
export interface ModelInput {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly channels: 'rgb' | 'bgr'
  readonly scale: number
  /** In the order of `channels`. */
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
  /** Where the frame lies when its shape is not the input's. */
  readonly fit: 'top-left' | 'centre'
  /** Pixel value around it. */
  readonly pad: number
}

/** How the boxes lie in what a network gives: each head's file says it. */
export interface ModelOutput {
  readonly head: keyof typeof tensorsOf
  /** Of the tensor, where there is one; else empty. */
  readonly name: string
  /** Of the two tensors, where there are two; else empty. */
  readonly boxes: string
  readonly scores: string
  /** False when a YOLOX gives its boxes in cells of its grids. */
  readonly decoded: boolean
}

/** How many tensors a head takes. */
const tensorsOf = { yolox: 1, yolov5: 1, yolov8: 1, yolov10: 1, yolov11: 1, yolov4: 2, detr: 2 } as const
const headNames = Object.keys(tensorsOf) as [ModelOutput['head']]

const defaultThreshold = 0.5

/** Reads `model.yaml`; throws `ModelInvalidError` with all that is wrong. The network itself is not opened. */
export function readModel(folder: string): Model {
  const path = resolve(folder)
  const description = join(path, 'model.yaml')
  const text = readText(description, (problem) => new ModelInvalidError(path, [problem]))
  const checked = checkYaml(text, description, modelFile)
  if ('problems' in checked) throw new ModelInvalidError(path, checked.problems)
  const { metadata, spec } = checked.value
  const problems = Object.keys(spec.thresholds)
    .filter((label) => !spec.labels.includes(label))
    .map((label) =>
      checked.at(['spec', 'thresholds', label], `is no label; known are ${spec.labels.join(', ')}`),
    )
  const { output } = spec
  const named =
    tensorsOf[output.head] === 1 ? output.name !== '' : output.boxes !== '' && output.scores !== ''
  if (!named) {
    const needed = tensorsOf[output.head] === 1 ? '`name`' : '`boxes` and `scores`'
    problems.push(checked.at(['spec', 'output'], `a ${output.head} head needs ${needed}: its outputs' names`))
  }
  const file = join(path, spec.file)
  if (!existsSync(file)) problems.push(checked.at(['spec', 'file'], `there is no file ${file}`))
  if (problems.length > 0) throw new ModelInvalidError(path, problems)
  const thresholds = Object.fromEntries(
    spec.labels.map((label) => [label, spec.thresholds[label] ?? defaultThreshold]),
  )
  return { name: metadata.name, folder: path, ...spec, file, thresholds }
}

const unit = z.number().min(0).max(1)
const triple = z.tuple([z.number(), z.number(), z.number()])

const modelFile = z.strictObject({
  apiVersion: z.literal('bonghwa.dev/v1'),
  kind: z.literal('Model'),
  metadata: z.strictObject({ name: z.string().min(1) }),
  spec: z.strictObject({
    file: z.string().min(1),
    labels: z.array(z.string().min(1)).min(1),
    input: z.strictObject({
      name: z.string(),
      width: z.int().positive(),
      height: z.int().positive(),
      channels: z.enum(['rgb', 'bgr']).default('rgb'),
      scale: z.number().positive().default(1),
      mean: triple.default([0, 0, 0]),
      std: triple.default([1, 1, 1]),
      fit: z.enum(['top-left', 'centre']).default('top-left'),
      pad: z.number().min(0).max(255).default(114),
    }),
    output: z.strictObject({
      head: z.enum(headNames),
      name: z.string().default(''),
      boxes: z.string().default(''),
      scores: z.string().default(''),
      decoded: z.boolean().default(true),
    }),
    providers: z.array(z.enum(executionProviders)).min(1).default(['cpu']),
    nms: z.strictObject({ iou: unit }).default({ iou: 0.5 }),
    thresholds: z.record(z.string(), unit).default({}),
  }),
})
