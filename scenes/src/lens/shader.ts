export const lensVertex = `
varying vec2 at;
void main() { at = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }`

/** From the light of the scene to the picture of a cheap camera. */
export const lensFragment = `
varying vec2 at;
uniform sampler2D light, text;
uniform vec2 size, sun;
uniform vec3 whiteBalance;
uniform float exposure, saturation, contrast, grain, blur, vignette, bloom, drops, glare, frame;

float hash(vec3 p) {
  p = fract(p * vec3(0.1031, 0.1030, 0.0973));
  p += dot(p, p.yxz + 33.33);
  return fract((p.x + p.y) * p.z);
}

/** How far drops on the glass bend the view. */
vec2 bent(vec2 uv) {
  vec2 shift = vec2(0.0);
  for (int layer = 0; layer < 2; layer++) {
    float cells = layer == 0 ? 7.0 : 15.0;
    vec2 grid = uv * vec2(cells * size.x / size.y, cells);
    vec2 cell = floor(grid);
    vec3 key = vec3(cell, float(layer) * 17.0);
    if (hash(key) > drops * 0.3) continue;
    vec2 middle = vec2(0.3) + 0.4 * vec2(hash(key + 1.0), hash(key + 2.0));
    vec2 away = fract(grid) - middle;
    float radius = 0.1 + 0.16 * hash(key + 3.0);
    float inside = smoothstep(radius, radius * 0.55, length(away));
    shift -= away * inside * 0.55 / cells;
  }
  return shift;
}

vec3 blurred(vec2 uv) {
  vec2 step = blur / size;
  vec3 sum = texture2D(light, uv).rgb * 0.4;
  sum += texture2D(light, uv + vec2(step.x, 0.0)).rgb * 0.15;
  sum += texture2D(light, uv - vec2(step.x, 0.0)).rgb * 0.15;
  sum += texture2D(light, uv + vec2(0.0, step.y)).rgb * 0.15;
  sum += texture2D(light, uv - vec2(0.0, step.y)).rgb * 0.15;
  return sum;
}

/** Light that the lens scatters: the scene in ever coarser versions of itself. */
vec3 scattered(vec2 uv) {
  vec3 sum = vec3(0.0);
  for (int level = 2; level < 6; level++) {
    vec2 step = exp2(float(level)) * 0.5 / size;
    vec3 around = textureLod(light, uv + step, float(level)).rgb + textureLod(light, uv - step, float(level)).rgb
      + textureLod(light, uv + vec2(step.x, -step.y), float(level)).rgb + textureLod(light, uv + vec2(-step.x, step.y), float(level)).rgb;
    sum += max(around * 0.25 - 0.6, 0.0);
  }
  return sum;
}

/** Khronos PBR Neutral: hues stay what they are until they are nearly white. */
vec3 neutral(vec3 color) {
  float start = 0.76, desaturation = 0.15;
  float low = min(color.r, min(color.g, color.b));
  color -= low < 0.08 ? low - 6.25 * low * low : 0.04;
  float peak = max(color.r, max(color.g, color.b));
  if (peak < start) return color;
  float d = 1.0 - start;
  float newPeak = 1.0 - d * d / (peak + d - start);
  color *= newPeak / peak;
  return mix(color, vec3(newPeak), 1.0 - 1.0 / (desaturation * (peak - newPeak) + 1.0));
}

void main() {
  vec2 uv = drops > 0.0 ? at + bent(at) : at;
  vec3 color = blurred(uv) + scattered(uv) * bloom;
  if (glare > 0.0) {
    float away = length((at - sun) * vec2(size.x / size.y, 1.0));
    color += glare * (vec3(1.0, 0.82, 0.56) * 0.5 * exp(-away * 2.4) + vec3(1.0, 0.95, 0.85) * 6.0 * exp(-away * 26.0));
    for (int ghost = 1; ghost < 4; ghost++) {
      vec2 place = mix(sun, vec2(0.5), 0.65 * float(ghost));
      float ring = length((at - place) * vec2(size.x / size.y, 1.0));
      color += glare * vec3(0.10, 0.06, 0.03) * smoothstep(0.03 + 0.012 * float(ghost), 0.02, ring);
    }
  }
  color = neutral(color * whiteBalance * exposure);
  color = mix(vec3(dot(color, vec3(0.2126, 0.7152, 0.0722))), color, saturation);
  color = mix(color * 12.92, 1.055 * pow(max(color, 0.0), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, color));
  color = (color - 0.5) * contrast + 0.5;
  vec2 corner = at - 0.5;
  color *= 1.0 - vignette * dot(corner, corner) * 1.6;
  vec2 pixel = floor(at * size);
  float speck = hash(vec3(pixel, frame)) + hash(vec3(pixel + 91.0, frame)) - 1.0;
  vec3 tint = vec3(hash(vec3(pixel, frame + 7.0)), hash(vec3(pixel, frame + 13.0)), hash(vec3(pixel, frame + 29.0))) - 0.5;
  color += grain * (speck * 2.0 + tint * 0.8);
  vec4 letters = texture2D(text, at);
  gl_FragColor = vec4(mix(color, letters.rgb, letters.a), 1.0);
}`
