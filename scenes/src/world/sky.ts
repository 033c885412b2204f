import {
  BackSide,
  type Color,
  DirectionalLight,
  EquirectangularReflectionMapping,
  Fog,
  HemisphereLight,
  Mesh,
  MeshBasicMaterial,
  type Scene,
  SphereGeometry,
} from 'three'
import { random } from '../scene/random.ts'
import type { Daylight } from './daylight.ts'
import { type Canvas, canvasOf, textureOf } from './paint.ts'
import { clamp } from './shape.ts'

/** Lights a scene from sky and sun, and puts the sky around it. Gives what frees it again. */
export function addSky(scene: Scene, light: Daylight, seed: number, reach: number): () => void {
  const dome = textureOf(paintedSky(light, seed))
  const reflected = dome.clone()
  reflected.mapping = EquirectangularReflectionMapping
  const shell = new Mesh(
    new SphereGeometry(380, 24, 16),
    new MeshBasicMaterial({ map: dome, side: BackSide, fog: false, depthWrite: false }),
  )
  shell.renderOrder = -1
  scene.add(shell)
  scene.environment = reflected
  scene.environmentIntensity = 0.5 + 0.4 * (1 - light.night)
  scene.fog = new Fog(light.fogColor, ...light.fog)

  const hemisphere = new HemisphereLight(light.zenith.clone().lerp(light.horizon, 0.7), light.ground)
  hemisphere.intensity = light.skyIntensity * 1.25
  const sun = new DirectionalLight(light.sunColor, light.sunIntensity)
  sun.position.copy(light.sun).multiplyScalar(70)
  sun.castShadow = true
  sun.shadow.mapSize.set(2048, 2048)
  Object.assign(sun.shadow.camera, {
    left: -reach,
    right: reach,
    top: reach,
    bottom: -reach,
    near: 5,
    far: 150,
  })
  sun.shadow.bias = -0.0006
  sun.shadow.normalBias = 0.04
  sun.shadow.radius = light.sunIntensity > 1.5 ? 1.5 : 5
  scene.add(hemisphere, sun, sun.target)
  return () => {
    shell.geometry.dispose()
    shell.material.dispose()
    dome.dispose()
    reflected.dispose()
    sun.shadow.dispose()
  }
}

function paintedSky(light: Daylight, seed: number): Canvas {
  const draw = random(seed)
  const sky = canvasOf(1024, 512)
  const { context } = sky
  const gradient = context.createLinearGradient(0, 0, 0, 512)
  const stops: [number, Color][] = [
    [0, light.zenith],
    [0.34, light.zenith.clone().lerp(light.horizon, 0.55)],
    [0.495, light.horizon],
    [0.51, light.ground.clone().lerp(light.horizon, 0.5)],
    [0.6, light.ground],
    [1, light.ground.clone().multiplyScalar(0.7)],
  ]
  for (const [at, color] of stops) gradient.addColorStop(at, color.getStyle())
  context.fillStyle = gradient
  context.fillRect(0, 0, 1024, 512)
  if (light.night > 0.7) {
    // The city's own light, low over the roofs.
    for (let index = 0; index < 70; index++) {
      context.fillStyle = `rgba(255,205,140,${draw.between(0.3, 0.9)})`
      context.fillRect(draw.between(0, 1024), draw.between(226, 254), draw.between(1, 4), 2)
    }
    return sky
  }
  const bright = clamp(1 - light.night)
  for (let index = 0; index < 90; index++) {
    const [x, y, size] = [draw.between(0, 1024), draw.between(60, 235), draw.between(20, 110)]
    context.save()
    context.translate(x, y)
    context.scale(1, 0.28)
    const cloud = context.createRadialGradient(0, 0, 0, 0, 0, size)
    cloud.addColorStop(0, `rgba(255,255,255,${0.2 * bright})`)
    cloud.addColorStop(1, 'rgba(255,255,255,0)')
    context.fillStyle = cloud
    context.fillRect(-size, -size, 2 * size, 2 * size)
    context.restore()
  }
  hills(sky, light)
  return sky
}

/** Seoul has a mountain at the end of every street. */
function hills({ context }: Canvas, { horizon, zenith }: Daylight): void {
  context.fillStyle = horizon.clone().lerp(zenith, 0.45).multiplyScalar(0.72).getStyle()
  context.beginPath()
  context.moveTo(0, 262)
  for (let x = 0; x <= 1024; x += 8) {
    const turn = (x / 1024) * 2 * Math.PI
    context.lineTo(x, 244 - 8 * Math.sin(turn * 3 + 1) - 5 * Math.sin(turn * 7) - 2 * Math.sin(turn * 17))
  }
  context.lineTo(1024, 262)
  context.fill()
}
