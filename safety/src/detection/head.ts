import type { Detection } from './detection.ts'
import { detrHead } from './detr-head.ts'
import type { Model } from './model.ts'
import type { Output } from './onnx.ts'
import { yoloBoxesHead } from './yolo-boxes-head.ts'
import { yoloColumnsHead } from './yolo-columns-head.ts'
import { yoloEndHead } from './yolo-end-head.ts'
import { yoloRowsHead } from './yolo-rows-head.ts'

/** Named tensors that a network gave. */
export type Outputs = Readonly<Record<string, Output>>

/** How boxes, labels and scores lie in what a network gives. */
export interface Head {
  /** Each a sentence's worth of what differs between the tensors and the model's description; empty when they fit. */
  mismatch(model: Model, outputs: Outputs): string[]
  /** Detections in model pixels, in falling score, none below its label's threshold. */
  decode(outputs: Outputs, model: Model): Detection[]
}

/** By the name that `model.yaml` gives. */
export const heads: Readonly<Record<Model['output']['head'], Head>> = {
  yolox: yoloRowsHead,
  yolov5: yoloRowsHead,
  yolov4: yoloBoxesHead,
  yolov8: yoloColumnsHead,
  yolov11: yoloColumnsHead,
  yolov10: yoloEndHead,
  detr: detrHead,
}
