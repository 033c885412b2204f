import {
  BufferGeometry,
  Float32BufferAttribute,
  LineSegments,
  type Object3D,
  Points,
  ShaderMaterial,
} from 'three'
import { random } from '../scene/random.ts'
import type { Weather } from '../scene/scene.ts'
import type { Daylight } from './daylight.ts'
import { effectsLayer } from './model.ts'

/** Rain or snow in a box around whoever looks. */
export interface Precipitation {
  readonly object: Object3D
  show(second: number): void
}

const drops = 1600

export function rainModel(weather: Weather, { night }: Daylight): Precipitation {
  const snow = weather === 'snow'
  const draw = random(77)
  const ends = snow ? [0] : [0, 1]
  const positions: number[] = []
  const end: number[] = []
  for (let drop = 0; drop < (snow || weather === 'rain' ? drops : 0); drop++) {
    const at = [draw.next(), draw.next(), draw.next()]
    for (const side of ends) {
      positions.push(...at)
      end.push(side)
    }
  }
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3))
  geometry.setAttribute('end', new Float32BufferAttribute(end, 1))
  const brightness = 0.75 - 0.45 * night
  const material = new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    uniforms: { time: { value: 0 } },
    vertexShader: `
attribute float end;
uniform float time;
void main() {
  vec3 box = vec3(26.0, 14.0, 26.0);
  float speed = ${snow ? '1.3' : '8.5'} * (0.8 + 0.4 * position.x);
  vec3 at = position * box;
  at.y -= time * speed;
  at.x += ${snow ? '0.6 * sin(time + position.z * 40.0)' : '0.07 * at.y'};
  at = mod(at - cameraPosition, box) + cameraPosition - box * 0.5;
  at.y += end * ${snow ? '0.0' : '0.42'};
  at.x += end * 0.03;
  vec4 view = viewMatrix * vec4(at, 1.0);
  gl_Position = projectionMatrix * view;
  gl_PointSize = clamp(26.0 / -view.z, 1.0, 5.0);
}`,
    fragmentShader: `void main() { ${snow ? 'if (length(gl_PointCoord - 0.5) > 0.5) discard; ' : ''}gl_FragColor = vec4(vec3(${brightness.toFixed(3)}), ${snow ? '0.75' : '0.24'}); }`,
  })
  const object = snow ? new Points(geometry, material) : new LineSegments(geometry, material)
  object.frustumCulled = false
  object.layers.set(effectsLayer)
  object.renderOrder = 6
  object.visible = positions.length > 0
  return {
    object,
    show(second) {
      material.uniforms.time!.value = second
    },
  }
}
