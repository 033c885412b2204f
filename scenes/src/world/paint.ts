import { CanvasTexture, RepeatWrapping, SRGBColorSpace } from 'three'
import type { Random } from '../scene/random.ts'

export interface Canvas {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
}

export function canvasOf(width: number, height: number): Canvas {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return { canvas, context: canvas.getContext('2d', { willReadFrequently: true })!, width, height }
}

/** @param repeat how often it is laid side by side over a surface */
export function textureOf({ canvas }: Canvas, repeat?: readonly [number, number]): CanvasTexture {
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = SRGBColorSpace
  texture.anisotropy = 8
  if (repeat !== undefined) {
    texture.wrapS = texture.wrapT = RepeatWrapping
    texture.repeat.set(...repeat)
  }
  return texture
}

/** Grain on every pixel, `strength` of 255 at most. */
export function grain({ context, width, height }: Canvas, strength: number, random: Random): void {
  const image = context.getImageData(0, 0, width, height)
  const { data } = image
  for (let index = 0; index < data.length; index += 4) {
    const change = (random.next() - 0.5) * strength
    for (let channel = 0; channel < 3; channel++) data[index + channel]! += change
  }
  context.putImageData(image, 0, 0)
}

/** Soft spots: dirt, wear, patches of damp. Radii in pixels. */
export function blotches(
  { context, width, height }: Canvas,
  count: number,
  color: string,
  radius: readonly [least: number, most: number],
  random: Random,
): void {
  for (let index = 0; index < count; index++) {
    const [size, x, y] = [random.between(...radius), random.between(0, width), random.between(0, height)]
    const gradient = context.createRadialGradient(x, y, 0, x, y, size)
    gradient.addColorStop(0, color)
    gradient.addColorStop(1, 'rgba(0,0,0,0)')
    context.fillStyle = gradient
    context.fillRect(x - size, y - size, 2 * size, 2 * size)
  }
}
