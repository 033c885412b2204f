import { NoToneMapping, PCFShadowMap, WebGLRenderer } from 'three'

/** What draws on a canvas, for one scene after the other. */
export function openRenderer(canvas: HTMLCanvasElement | OffscreenCanvas): WebGLRenderer {
  const renderer = new WebGLRenderer({ canvas, antialias: false, preserveDrawingBuffer: true })
  renderer.setPixelRatio(1)
  renderer.shadowMap.enabled = true
  renderer.shadowMap.type = PCFShadowMap
  renderer.toneMapping = NoToneMapping
  renderer.info.autoReset = false
  return renderer
}

/**
 * Keeps the shaders that are there for the next scene that needs the same: without a GPU, making those of a scene
 * costs as much as ten of its frames. A scene's own end would free them.
 */
export function keepShaders(renderer: WebGLRenderer): void {
  for (const program of renderer.info.programs ?? []) {
    if (kept.has(program)) continue
    kept.add(program)
    program.usedTimes += 1
  }
}

const kept = new WeakSet<object>()
