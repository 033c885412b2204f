import {
  CanvasTexture,
  HalfFloatType,
  PerspectiveCamera,
  Vector2,
  Vector3,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three'
import type { Camera, Scene } from '../scene/scene.ts'
import { effectsLayer } from '../world/model.ts'
import type { World } from '../world/world.ts'
import { caption } from './caption.ts'
import { openHaze } from './haze.ts'
import { flat, overAll, passMaterial } from './screen.ts'
import { type LensSettings, lensSettings } from './settings.ts'
import { lensFragment } from './shader.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** One camera at its place in the world. */
export interface Studio {
  readonly camera: PerspectiveCamera
  /** Draws the world as it was shown last. `second` is burnt in and moves the grain. */
  photograph(world: World, second: number): void
  dispose(): void
}

/** @param renderer the picture appears on its canvas, which takes the picture's size */
export function openStudio(
  renderer: WebGLRenderer,
  scene: Scene,
  view: Camera,
  daylight: World['daylight'],
  { width, height }: Size,
): Studio {
  renderer.setSize(width, height, false)
  const camera = cameraAt(view, width / height)
  const settings = lensSettings(scene, daylight.exposure, daylight.night)
  const light = new WebGLRenderTarget(width, height, { type: HalfFloatType })
  const haze = openHaze(light.texture, width, height)
  const letters = openLetters(width, height)
  const glass = passMaterial(lensFragment, {
    light: { value: light.texture },
    haze: { value: haze.texture },
    text: { value: letters.texture },
    size: { value: new Vector2(width, height) },
    sun: { value: sunInView(camera) },
    frame: { value: 0 },
    ...uniformsOf(settings),
  })
  const screen = overAll(glass)
  return {
    camera,
    photograph(world, second) {
      renderer.info.reset()
      renderer.setRenderTarget(light)
      renderer.render(world.stage, camera)
      haze.draw(renderer)
      renderer.setRenderTarget(null)
      letters.write(caption(view.name, scene.hour, second))
      glass.uniforms.frame!.value = Math.round(second * 30) % 1009
      renderer.render(screen, flat)
    },
    dispose() {
      light.dispose()
      haze.dispose()
      glass.dispose()
      screen.geometry.dispose()
      letters.texture.dispose()
    },
  }
}

/** `fieldOfView` is vertical. */
function cameraAt({ at, look, fieldOfView }: Camera, aspect: number): PerspectiveCamera {
  const camera = new PerspectiveCamera(fieldOfView, aspect, 0.2, 420)
  camera.position.set(...at)
  camera.lookAt(...look)
  camera.layers.enable(effectsLayer)
  camera.updateMatrixWorld()
  return camera
}

/** Where a sun that stands low over what the camera looks at is in its picture, in 0..1. */
function sunInView(camera: PerspectiveCamera): Vector2 {
  const ahead = camera.getWorldDirection(new Vector3()).setY(0).normalize()
  const sun = ahead
    .applyAxisAngle(new Vector3(0, 1, 0), -0.22)
    .setY(0.06)
    .multiplyScalar(300)
    .add(camera.position)
  const { x, y } = sun.project(camera)
  return new Vector2(x * 0.5 + 0.5, Math.min(0.95, y * 0.5 + 0.5))
}

function uniformsOf(settings: LensSettings) {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      { value: Array.isArray(value) ? new Vector3(...(value as [number, number, number])) : value },
    ]),
  )
}

/** The burnt-in lines as a texture, drawn anew only when they change. */
function openLetters(width: number, height: number) {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')!
  const texture = new CanvasTexture(canvas)
  texture.generateMipmaps = false
  let written = ''
  return {
    texture,
    write({ time, name }: ReturnType<typeof caption>) {
      if (written === time + name) return
      written = time + name
      context.clearRect(0, 0, width, height)
      context.font = `bold ${Math.round(height * 0.036)}px monospace`
      context.lineWidth = 2
      context.strokeStyle = 'rgba(0,0,0,0.75)'
      context.fillStyle = '#f2f2f2'
      const margin = Math.round(height * 0.02)
      for (const [text, y, baseline] of [
        [time, margin, 'top'],
        [name, height - margin, 'bottom'],
      ] as const) {
        context.textBaseline = baseline
        context.strokeText(text, margin, y)
        context.fillText(text, margin, y)
      }
      texture.needsUpdate = true
    },
  }
}
