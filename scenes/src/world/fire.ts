import {
  AdditiveBlending,
  BufferGeometry,
  Color,
  CustomBlending,
  Float32BufferAttribute,
  Group,
  Mesh,
  OneFactor,
  OneMinusSrcAlphaFactor,
  PlaneGeometry,
  type PointLight,
  Points,
  ShaderMaterial,
  Vector2,
} from 'three'
import { random } from '../scene/random.ts'
import type { Fire, Plume, Sparks } from '../simulation/state.ts'
import type { Daylight } from './daylight.ts'
import { glow } from './glow.ts'
import { effectsLayer, type Model, type Silhouette } from './model.ts'
import { place } from './place.ts'
import { clamp, mix, smooth } from './shape.ts'

/**
 * Flames as billboards of moving noise. Their smoke is an entity of its own.
 *
 * @param light the one that flickers in the scene; to add another would make every material anew
 * @param daylight whose exposure would make flames at night white, and beside whose sun they light nothing up
 */
export function fireModel(fire: Fire, light: PointLight, { exposure, night }: Daylight): Model<Fire> {
  const draw = random(fire.id)
  const [length, width, height] = fire.size
  const object = new Group()
  const wide = Math.max(0.8, Math.min(length * 0.9, 1.9))
  const flames = Array.from({ length: length > 1.2 ? 11 : 7 }, () => {
    const size = new Vector2(wide * draw.between(0.6, 1.1), height * draw.between(0.62, 1.12))
    const mesh = billboard(flameMaterial(draw.between(0, 90), 1 / exposure))
    mesh.position.set(
      draw.between(-0.34, 0.34) * length,
      draw.between(-0.12, 0.08),
      draw.between(-0.34, 0.34) * width,
    )
    mesh.renderOrder = 5
    mesh.userData.silhouette = ((id) => flameSilhouette(mesh.material, id)) satisfies Silhouette
    object.add(mesh)
    return { mesh, size, delay: draw.between(0, 0.5) }
  })
  const halo = glow('#ff7a20', height * 2.6, 0.3)
  halo.position.y = height * 0.45
  object.add(halo)
  return {
    object,
    show({ pose, intensity }, second) {
      place(object, pose)
      const flicker = 0.82 + 0.12 * Math.sin(second * 13) + 0.1 * Math.sin(second * 23 + 1)
      for (const { mesh, size, delay } of flames) {
        const strength = clamp(intensity * 1.5 - delay)
        mesh.visible = strength > 0.03
        const { uniforms } = mesh.material
        uniforms.time!.value = second + delay * 9
        uniforms.strength!.value = strength * (0.92 + 0.1 * Math.sin(second * 7 + delay * 40))
        uniforms.size!.value.set(size.x * (0.45 + 0.55 * strength), size.y * (0.4 + 0.6 * strength))
      }
      light.color.set('#ff8a30')
      light.position.set(pose.x, pose.y + height * 0.6, pose.z)
      light.intensity = intensity * flicker * mix(6, 40, night) * Math.min(2, height / 1.5)
      halo.material.opacity = 0.2 * intensity * flicker
    },
    dispose() {
      for (const { mesh } of flames) {
        mesh.material.dispose()
        mesh.geometry.dispose()
      }
      halo.material.dispose()
      light.intensity = 0
    },
  }
}

/** Smoke or steam: puffs that rise, drift and spread for as long as the scene goes on. */
export function plumeModel(plume: Plume): Model<Plume> {
  const draw = random(plume.id + 500)
  const object = new Group()
  const dark = plume.tone === 'dark'
  const rise = dark ? 1.5 : 1.1
  const life = plume.height / rise
  const count = Math.min(36, Math.ceil(plume.height * 3))
  const puffs = Array.from({ length: count }, (_, index) => {
    const mesh = billboard(smokeMaterial(dark ? '#15130f' : '#d4d7d9', draw.between(0, 90)))
    mesh.renderOrder = 4
    object.add(mesh)
    return {
      mesh,
      phase: index / count,
      drift: [draw.between(-0.35, 0.35), draw.between(-0.35, 0.35)] as const,
      pace: draw.between(0.8, 1.2),
    }
  })
  return {
    object,
    show({ pose, density, size, height }, second) {
      place(object, pose)
      for (const { mesh, phase, drift, pace } of puffs) {
        const age = (second / life + phase) % 1
        const across = size * (dark ? 1 + 2.2 * age : 0.8 + 2.4 * age)
        mesh.position.set(
          drift[0] * size * (0.6 + 2 * age) + 0.16 * height * age * age,
          age * height * pace,
          drift[1] * size * (0.6 + 2 * age),
        )
        const { uniforms } = mesh.material
        uniforms.size!.value.set(across, across)
        uniforms.time!.value = second
        uniforms.alpha!.value = density * (dark ? 1 : 0.4) * smooth(0, 0.06, age) * (1 - smooth(0.5, 1, age))
      }
    },
    dispose() {
      for (const { mesh } of puffs) {
        mesh.material.dispose()
        mesh.geometry.dispose()
      }
    },
  }
}

/** What flies from a welder's torch, around a light too bright to look at. */
export function sparksModel(sparks: Sparks, light: PointLight): Model<Sparks> {
  const draw = random(sparks.id + 900)
  const object = new Group()
  const count = 70
  const seeds = Array.from({ length: count }, () => [draw.next(), draw.next(), draw.next()] as const)
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new Float32BufferAttribute(new Float32Array(count * 3), 3))
  geometry.setAttribute('seed', new Float32BufferAttribute(seeds.flat(), 3))
  const material = new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    blending: AdditiveBlending,
    uniforms: { time: { value: 0 }, strength: { value: 0 } },
    vertexShader: sparkVertex,
    fragmentShader: 'void main() { gl_FragColor = vec4(3.0, 1.9, 0.7, 1.0); }',
  })
  const points = new Points(geometry, material)
  points.frustumCulled = false
  points.layers.set(effectsLayer)
  const arc = glow('#cfe4ff', 1, 1)
  object.add(points, arc)
  return {
    object,
    show({ pose, intensity }, second) {
      place(object, pose)
      const strength = intensity * (0.6 + 0.4 * Math.sin(second * 41) * Math.sin(second * 67))
      material.uniforms.time!.value = second
      material.uniforms.strength!.value = intensity
      arc.scale.setScalar(0.5 + 0.7 * strength)
      arc.material.opacity = strength
      light.color.set('#bcd8ff')
      light.position.set(pose.x, pose.y + 0.3, pose.z)
      light.intensity = 18 * strength
    },
    dispose() {
      geometry.dispose()
      material.dispose()
      arc.material.dispose()
      light.intensity = 0
    },
  }
}

const sparkVertex = `
attribute vec3 seed;
uniform float time, strength;
void main() {
  float age = fract(time * (1.4 + seed.z) + seed.x);
  float angle = seed.y * 6.283;
  vec3 fly = vec3(cos(angle), 0.6 + seed.z, sin(angle)) * (0.5 + seed.x) * 1.3;
  vec3 at = fly * age * 0.55 - vec3(0.0, 2.2 * age * age, 0.0);
  vec4 view = modelViewMatrix * vec4(at, 1.0);
  gl_Position = projectionMatrix * view;
  gl_PointSize = step(age, strength) * clamp(22.0 / -view.z, 1.0, 4.0);
}`

type Billboard = Mesh<PlaneGeometry, ShaderMaterial>

function billboard(material: ShaderMaterial): Billboard {
  const mesh = new Mesh(new PlaneGeometry(1, 1), material)
  mesh.frustumCulled = false
  mesh.layers.set(effectsLayer)
  return mesh
}

/** A plane that stands upright on its place and turns to whoever looks. */
const uprightVertex = `
varying vec2 at;
uniform vec2 size;
void main() {
  at = uv;
  vec4 centre = modelViewMatrix * vec4(0.0, 0.0, 0.0, 1.0);
  vec4 up = viewMatrix * vec4(0.0, 1.0, 0.0, 0.0);
  vec2 corner = position.xy * size;
  centre.xyz += vec3(corner.x, 0.0, 0.0) + up.xyz * (corner.y + size.y * 0.5);
  gl_Position = projectionMatrix * centre;
}`

const noise = `
float hash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }
float noise(vec2 p) {
  vec2 cell = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(hash(cell), hash(cell + vec2(1, 0)), f.x), mix(hash(cell + vec2(0, 1)), hash(cell + vec2(1, 1)), f.x), f.y);
}
float cloud(vec2 p) {
  float sum = 0.0, share = 0.5;
  for (int octave = 0; octave < 5; octave++) { sum += share * noise(p); p = p * 2.03 + vec2(17.0, 9.0); share *= 0.5; }
  return sum;
}`

/** Colour and cover of a flame at \`at\`: tongues that lick upward and break off. */
const flame = `
varying vec2 at;
uniform float time, strength, seed;
${noise}
vec4 flame() {
  vec2 p = vec2(at.x * 2.0 - 1.0, at.y);
  float t = time * 1.7;
  p.x += (cloud(vec2(p.x * 1.1 + seed, p.y * 1.6 - t * 1.1)) - 0.5) * (0.25 + 1.1 * p.y);
  float coarse = cloud(vec2(p.x * 2.6 + seed * 1.3, p.y * 3.0 - t * 2.1));
  float fine = cloud(vec2(p.x * 6.0 + seed, p.y * 5.5 - t * 3.4));
  float height = (0.45 + 0.75 * cloud(vec2(p.x * 2.2 + seed, t * 0.6))) * strength;
  float half_width = 0.95 * (1.0 - pow(clamp(p.y / height, 0.0, 1.0), 1.15)) * smoothstep(0.0, 0.07, p.y + 0.03);
  float heat = clamp((half_width - abs(p.x)) * 1.5 + (coarse - 0.5) * 1.9 + (fine - 0.5) * 0.8, 0.0, 1.0);
  heat *= smoothstep(height, height * 0.55, p.y + (fine - 0.5) * 0.35);
  // Light, not paint: a camera sees the core as yellow that is nearly white, and only the edge as red.
  vec3 colour = mix(vec3(0.8, 0.08, 0.0), vec3(1.5, 0.46, 0.01), smoothstep(0.12, 0.55, heat));
  colour = mix(colour, vec3(2.6, 1.6, 0.14), smoothstep(0.4, 0.75, heat));
  return vec4(colour, smoothstep(0.03, 0.34, heat));
}`

function flameMaterial(seed: number, gain: number): ShaderMaterial {
  const uniforms = {
    time: { value: 0 },
    strength: { value: 1 },
    seed: { value: seed },
    gain: { value: gain },
    size: { value: new Vector2(1, 1) },
  }
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    blending: CustomBlending,
    blendSrc: OneFactor,
    blendDst: OneMinusSrcAlphaFactor,
    uniforms,
    vertexShader: uprightVertex,
    fragmentShader: `uniform float gain; ${flame}
void main() {
  vec4 seen = flame();
  gl_FragColor = vec4(seen.rgb * gain * seen.a, seen.a * 0.96);
}`,
  })
}

/** The same flame as a flat silhouette in the colour of its entity's number. */
function flameSilhouette(seen: ShaderMaterial, id: Color): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { ...seen.uniforms, id: { value: id } },
    vertexShader: uprightVertex,
    fragmentShader: `uniform vec3 id; ${flame}
void main() { if (flame().a < 0.45) discard; gl_FragColor = vec4(id, 1.0); }`,
  })
}

function smokeMaterial(colour: string, seed: number): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    uniforms: {
      time: { value: 0 },
      alpha: { value: 0 },
      seed: { value: seed },
      size: { value: new Vector2(1, 1) },
      colour: { value: new Color(colour) },
    },
    vertexShader: uprightVertex,
    fragmentShader: `
varying vec2 at;
uniform float time, alpha, seed;
uniform vec3 colour;
${noise}
void main() {
  vec2 p = at * 2.0 - 1.0;
  float radius = length(p);
  float coarse = cloud(p * 1.7 + seed + vec2(0.0, -time * 0.25));
  float fine = cloud(p * 3.6 - seed);
  float cover = smoothstep(1.0, 0.15, radius + (coarse - 0.5) * 1.1);
  vec3 shade = colour * (0.65 + 0.9 * fine * (0.5 + 0.5 * at.y));
  gl_FragColor = vec4(shade, cover * alpha * smoothstep(0.12, 0.5, coarse + 0.3 * (1.0 - radius)));
}`,
  })
}
