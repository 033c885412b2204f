import { type IUniform, Mesh, OrthographicCamera, PlaneGeometry, ShaderMaterial } from 'three'

/** The camera for what covers the whole picture. */
export const flat = new OrthographicCamera()

/** A material that computes each pixel of a picture from others; `at` runs over it from 0 to 1. */
export function passMaterial(fragmentShader: string, uniforms: Record<string, IUniform>): ShaderMaterial {
  return new ShaderMaterial({
    uniforms,
    vertexShader: 'varying vec2 at; void main() { at = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }',
    fragmentShader,
    depthTest: false,
    depthWrite: false,
    toneMapped: false,
  })
}

export function overAll(material: ShaderMaterial): Mesh<PlaneGeometry, ShaderMaterial> {
  const mesh = new Mesh(new PlaneGeometry(2, 2), material)
  mesh.frustumCulled = false
  return mesh
}
