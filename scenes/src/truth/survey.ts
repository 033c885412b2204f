import {
  Box3,
  Color,
  DoubleSide,
  LinearSRGBColorSpace,
  type Material,
  Mesh,
  MeshBasicMaterial,
  NearestFilter,
  NoColorSpace,
  type Object3D,
  type PerspectiveCamera,
  SkinnedMesh,
  type Texture,
  Vector3,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three'
import { effectsLayer, type Silhouette } from '../world/model.ts'
import type { World } from '../world/world.ts'
import type { Box, Seen } from './truth.ts'

/**
 * Draws the world once more with every entity in the colour of its number, without light, fog or smoke, and counts
 * pixels. Numbers are 1 to 255; whoever rides has the number of the ridden and a mark of its own.
 */
export interface Survey {
  take(world: World): Seen[]
  dispose(): void
}

/** Pixels along a side of the square in which an entity is drawn alone, to count what of it is hidden. */
const alone = 48
const perRow = 16

export function openSurvey(
  renderer: WebGLRenderer,
  camera: PerspectiveCamera,
  size: { readonly width: number; readonly height: number },
): Survey {
  const options = { colorSpace: NoColorSpace, minFilter: NearestFilter, magFilter: NearestFilter }
  const picture = new WebGLRenderTarget(size.width, size.height, options)
  const sheet = new WebGLRenderTarget(alone * perRow, alone * perRow, options)
  const pixels = new Uint8Array(size.width * size.height * 4)
  const sheetPixels = new Uint8Array(alone * perRow * alone * perRow * 4)
  const numbered = openNumbers()
  return {
    take(world) {
      const restore = numbered.paint(world.stage)
      const shadows = renderer.shadowMap.enabled
      const clear = renderer.getClearColor(new Color())
      renderer.shadowMap.enabled = false
      renderer.setClearColor(0, 1)
      camera.layers.disable(effectsLayer)

      renderer.setRenderTarget(picture)
      renderer.clear()
      renderer.render(world.stage, camera)
      renderer.readRenderTargetPixels(picture, 0, 0, size.width, size.height, pixels)
      const counted = count(pixels, size)

      const roots = world.entities()
      renderer.setRenderTarget(sheet)
      renderer.clear()
      renderer.autoClear = false
      const cells = [...counted.keys()].slice(0, perRow * perRow).map((key, index) => {
        const root = roots.get(key >> 1)!
        camera.clearViewOffset()
        const window = windowOf(root, camera, size)
        camera.setViewOffset(size.width, size.height, window.x, window.y, window.width, window.height)
        sheet.viewport.set((index % perRow) * alone, Math.floor(index / perRow) * alone, alone, alone)
        renderer.setRenderTarget(sheet)
        renderer.render(root, camera)
        return { key, index, pixelArea: (window.width * window.height) / alone ** 2 }
      })
      camera.clearViewOffset()
      renderer.readRenderTargetPixels(sheet, 0, 0, sheet.width, sheet.height, sheetPixels)

      renderer.autoClear = true
      renderer.setRenderTarget(null)
      renderer.setClearColor(clear, 1)
      renderer.shadowMap.enabled = shadows
      camera.layers.enable(effectsLayer)
      restore()
      return cells.map(({ key, index, pixelArea }) => {
        const { box, pixels } = counted.get(key)!
        const whole = countCell(sheetPixels, index, key) * pixelArea
        return {
          id: key >> 1,
          rider: (key & 1) === 1,
          box,
          pixels,
          visible: Math.round(Math.min(1, pixels / Math.max(pixels, whole)) * 100) / 100,
        }
      })
    },
    dispose() {
      picture.dispose()
      sheet.dispose()
      numbered.dispose()
    },
  }
}

/** An entity's number and the rider's mark in one: `2 * id + rider`. */
type Key = number

function openNumbers() {
  const materials = new Map<string, MeshBasicMaterial>()
  const silhouettes = new WeakMap<Mesh, Material>()
  const color = (key: Key) => new Color().setRGB((key >> 1) / 255, key & 1, 0, LinearSRGBColorSpace)
  const solid = (key: Key, cut: Texture | null): Material => {
    const name = `${key} ${cut?.uuid}`
    let material = materials.get(name)
    if (material === undefined) {
      material = new MeshBasicMaterial({ color: color(key), fog: false, toneMapped: false, side: DoubleSide })
      if (cut !== null) Object.assign(material, { map: cut, alphaTest: 0.45 })
      materials.set(name, material)
    }
    return material
  }
  return {
    /** Gives what undoes it. */
    paint(stage: Object3D): () => void {
      const undo: (() => void)[] = []
      const walk = (part: Object3D, key: Key) => {
        const own = part.userData.entity
        const here = typeof own === 'number' ? 2 * own : part.userData.rider === true ? key | 1 : key
        if (part instanceof Mesh) {
          const { material } = part
          const silhouette = part.userData.silhouette as Silhouette | undefined
          if (silhouette !== undefined) {
            if (!silhouettes.has(part)) silhouettes.set(part, silhouette(color(here)))
            part.material = silhouettes.get(part)!
            part.layers.enable(0)
          } else if (part.layers.test(solidLayers)) {
            const first = Array.isArray(material) ? material[0] : material
            part.material = solid(here, first.alphaTest > 0 ? first.map : null)
          }
          undo.push(() => {
            part.material = material
            if (silhouette !== undefined) part.layers.set(effectsLayer)
          })
        }
        for (const child of part.children) walk(child, here)
      }
      walk(stage, 0)
      return () => {
        for (const step of undo) step()
      }
    },
    dispose() {
      for (const material of materials.values()) material.dispose()
    },
  }
}

const solidLayers = new Mesh().layers

interface Counted {
  readonly box: Box
  readonly pixels: number
}

function count(pixels: Uint8Array, { width, height }: { width: number; height: number }): Map<Key, Counted> {
  const found = new Map<Key, { left: number; top: number; right: number; bottom: number; pixels: number }>()
  for (let row = 0; row < height; row++)
    for (let x = 0; x < width; x++) {
      const at = (row * width + x) * 4
      if (pixels[at] === 0) continue
      const key = 2 * pixels[at]! + (pixels[at + 1]! > 127 ? 1 : 0)
      // WebGL's rows begin at the bottom.
      const y = height - 1 - row
      const seen = found.get(key)
      if (seen === undefined) found.set(key, { left: x, top: y, right: x, bottom: y, pixels: 1 })
      else {
        seen.left = Math.min(seen.left, x)
        seen.right = Math.max(seen.right, x)
        seen.top = Math.min(seen.top, y)
        seen.bottom = Math.max(seen.bottom, y)
        seen.pixels++
      }
    }
  return new Map(
    [...found]
      .sort(([a], [b]) => a - b)
      .map(([key, { left, top, right, bottom, pixels }]) => [
        key,
        { box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, pixels },
      ]),
  )
}

function countCell(pixels: Uint8Array, index: number, key: Key): number {
  const [left, bottom] = [(index % perRow) * alone, Math.floor(index / perRow) * alone]
  let sum = 0
  for (let row = 0; row < alone; row++)
    for (let x = 0; x < alone; x++) {
      const at = ((bottom + row) * alone * perRow + left + x) * 4
      if (pixels[at] === key >> 1 && pixels[at + 1]! > 127 === ((key & 1) === 1)) sum++
    }
  return sum
}

/** Where in the picture, and beyond its edges, an entity lies; in pixels. */
function windowOf(
  root: Object3D,
  camera: PerspectiveCamera,
  { width, height }: { width: number; height: number },
): Box {
  const bounds = boundsOf(root)
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let corner = 0; corner < 8; corner++) {
    const point = new Vector3(
      corner & 1 ? bounds.max.x : bounds.min.x,
      corner & 2 ? bounds.max.y : bounds.min.y,
      corner & 4 ? bounds.max.z : bounds.min.z,
    ).applyMatrix4(camera.matrixWorldInverse)
    point.z = Math.min(point.z, -0.3)
    point.applyMatrix4(camera.projectionMatrix)
    const [x, y] = [(point.x * 0.5 + 0.5) * width, (0.5 - point.y * 0.5) * height]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  // What stands at the lens fills more than any picture: far outside of it nothing is counted.
  left = Math.max(left, -2 * width)
  right = Math.min(right, 3 * width)
  top = Math.max(top, -2 * height)
  bottom = Math.min(bottom, 3 * height)
  return { x: left - 1, y: top - 1, width: right - left + 2, height: bottom - top + 2 }
}

function boundsOf(root: Object3D): Box3 {
  const bounds = new Box3()
  const at = new Vector3()
  root.traverse((part) => {
    if (part instanceof SkinnedMesh) {
      for (const bone of part.skeleton.bones) {
        at.setFromMatrixPosition(bone.matrixWorld)
        bounds.expandByPoint(at.clone().addScalar(0.3)).expandByPoint(at.addScalar(-0.3))
      }
    } else if (part instanceof Mesh && part.layers.test(solidLayers)) {
      const size = part.material.uniforms?.size?.value
      if (size !== undefined) {
        at.setFromMatrixPosition(part.matrixWorld)
        bounds.expandByPoint(new Vector3(at.x - size.x / 2, at.y, at.z - size.x / 2))
        bounds.expandByPoint(new Vector3(at.x + size.x / 2, at.y + size.y, at.z + size.x / 2))
      } else {
        part.geometry.computeBoundingBox()
        bounds.union(part.geometry.boundingBox!.clone().applyMatrix4(part.matrixWorld))
      }
    }
  })
  return bounds
}
