import {
  AdditiveBlending,
  CanvasTexture,
  type ColorRepresentation,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  Sprite,
  SpriteMaterial,
  SRGBColorSpace,
} from 'three'
import { effectsLayer } from './model.ts'
import { canvasOf } from './paint.ts'

/** The halo of a lamp, `size` metres across. */
export function glow(color: ColorRepresentation, size: number, strength = 1): Sprite {
  const sprite = new Sprite(
    new SpriteMaterial({
      map: haloTexture(),
      color,
      blending: AdditiveBlending,
      depthWrite: false,
      opacity: strength,
    }),
  )
  sprite.scale.set(size, size, 1)
  sprite.layers.set(effectsLayer)
  return sprite
}

/** Light on the road, `length` by `width` metres, lying along x. */
export function pool(color: ColorRepresentation, length: number, width: number, strength = 1): Mesh {
  return lying(
    length,
    width,
    new MeshBasicMaterial({
      map: haloTexture(),
      color,
      transparent: true,
      depthWrite: false,
      blending: AdditiveBlending,
      opacity: strength,
    }),
  )
}

/** The soft dark under a thing that stands on the ground. */
export function contactShadow(length: number, width: number): Mesh {
  return lying(
    length,
    width,
    new MeshBasicMaterial({ map: shadowTexture(), transparent: true, depthWrite: false, opacity: 0.8 }),
  )
}

function lying(length: number, width: number, material: MeshBasicMaterial): Mesh {
  const mesh = new Mesh(new PlaneGeometry(length, width), material)
  mesh.rotation.x = -Math.PI / 2
  mesh.position.y = 0.03
  mesh.layers.set(effectsLayer)
  return mesh
}

let halo: CanvasTexture | undefined
let shadow: CanvasTexture | undefined

function haloTexture(): CanvasTexture {
  if (halo !== undefined) return halo
  const { canvas, context } = canvasOf(64, 64)
  const gradient = context.createRadialGradient(32, 32, 0, 32, 32, 32)
  for (const [at, alpha] of [
    [0, 1],
    [0.15, 0.55],
    [0.45, 0.13],
    [1, 0],
  ] as const)
    gradient.addColorStop(at, `rgba(255,255,255,${alpha})`)
  context.fillStyle = gradient
  context.fillRect(0, 0, 64, 64)
  halo = new CanvasTexture(canvas)
  halo.colorSpace = SRGBColorSpace
  return halo
}

function shadowTexture(): CanvasTexture {
  if (shadow !== undefined) return shadow
  const { canvas, context } = canvasOf(128, 64)
  context.filter = 'blur(6px)'
  context.fillStyle = 'rgba(0,0,0,0.8)'
  context.fillRect(12, 12, 104, 40)
  shadow = new CanvasTexture(canvas)
  return shadow
}
