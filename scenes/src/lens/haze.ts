import {
  HalfFloatType,
  LinearMipmapNearestFilter,
  type Texture,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three'
import { flat, overAll, passMaterial } from './screen.ts'
import { coarseFragment, hazeFragment } from './shader.ts'

/** The light that a lens scatters, at a quarter of the picture's size: it has no edges that more pixels could show. */
export function openHaze(light: Texture, width: number, height: number) {
  const quarter = [Math.ceil(width / 4), Math.ceil(height / 4)] as const
  const coarse = new WebGLRenderTarget(...quarter, {
    type: HalfFloatType,
    depthBuffer: false,
    generateMipmaps: true,
    minFilter: LinearMipmapNearestFilter,
  })
  const haze = new WebGLRenderTarget(...quarter, { type: HalfFloatType, depthBuffer: false })
  const size = { value: new Vector2(width, height) }
  const passes = [
    { into: coarse, screen: overAll(passMaterial(coarseFragment, { light: { value: light }, size })) },
    { into: haze, screen: overAll(passMaterial(hazeFragment, { coarse: { value: coarse.texture }, size })) },
  ]
  return {
    texture: haze.texture,
    draw(renderer: WebGLRenderer) {
      for (const { into, screen } of passes) {
        renderer.setRenderTarget(into)
        renderer.render(screen, flat)
      }
    },
    dispose() {
      for (const { into, screen } of passes) {
        into.dispose()
        screen.geometry.dispose()
        screen.material.dispose()
      }
    },
  }
}
