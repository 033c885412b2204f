/** From the light of the scene to the picture of a cheap camera. */
export const lensFragment = `
varying vec2 at;
uniform sampler2D light, haze, text;
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

/** The light at a place, its brightest end bent to below 1: averages of it are not all glare. */
vec3 bowed(vec2 uv) {
  vec3 color = texture2D(light, uv).rgb * exposure;
  return color / (1.0 + max(color.r, max(color.g, color.b)));
}

vec3 unbowed(vec3 color) {
  return color / (1.0 - max(color.r, max(color.g, color.b))) / exposure;
}

vec3 blurred(vec2 uv) {
  vec2 step = blur / size;
  return bowed(uv) * 0.4 + 0.15 * (bowed(uv + vec2(step.x, 0.0)) + bowed(uv - vec2(step.x, 0.0))
    + bowed(uv + vec2(0.0, step.y)) + bowed(uv - vec2(0.0, step.y)));
}

float brightness(vec3 color) {
  return sqrt(dot(color, vec3(0.299, 0.587, 0.114)));
}

/** Averages along an edge and so takes its steps away: T. Lottes, FXAA (2009), at a part of the cost of four samples a pixel. */
vec3 smoothed(vec2 uv) {
  vec2 step = 1.0 / size;
  float nw = brightness(bowed(uv + vec2(-step.x, step.y)));
  float ne = brightness(bowed(uv + step));
  float sw = brightness(bowed(uv - step));
  float se = brightness(bowed(uv + vec2(step.x, -step.y)));
  vec3 here = blurred(uv);
  float middle = brightness(here);
  float low = min(middle, min(min(nw, ne), min(sw, se)));
  float high = max(middle, max(max(nw, ne), max(sw, se)));
  if (high - low < 0.05) return unbowed(here);
  vec2 edge = vec2(nw + ne - sw - se, nw + sw - ne - se);
  float damp = max((nw + ne + sw + se) * 0.03, 0.008);
  edge = clamp(edge / (min(abs(edge.x), abs(edge.y)) + damp), -6.0, 6.0) * step;
  vec3 near = 0.5 * (bowed(uv - edge / 6.0) + bowed(uv + edge / 6.0));
  vec3 wide = 0.5 * near + 0.25 * (bowed(uv - edge * 0.5) + bowed(uv + edge * 0.5));
  float seen = brightness(wide);
  return unbowed(seen < low || seen > high ? near : wide);
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
  vec3 color = smoothed(uv) + texture2D(haze, uv).rgb * bloom;
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

/** Four by four pixels become one. */
export const coarseFragment = `
varying vec2 at;
uniform sampler2D light;
uniform vec2 size;
void main() {
  vec2 step = 1.0 / size;
  gl_FragColor = 0.25 * (texture2D(light, at + step) + texture2D(light, at - step)
    + texture2D(light, at + vec2(step.x, -step.y)) + texture2D(light, at + vec2(-step.x, step.y)));
}`

/** Light that the lens scatters: the scene in ever coarser versions of itself. */
export const hazeFragment = `
varying vec2 at;
uniform sampler2D coarse;
uniform vec2 size;
void main() {
  vec3 sum = vec3(0.0);
  for (int level = 0; level < 4; level++) {
    vec2 step = exp2(float(level)) * 2.0 / size;
    vec3 around = textureLod(coarse, at + step, float(level)).rgb + textureLod(coarse, at - step, float(level)).rgb
      + textureLod(coarse, at + vec2(step.x, -step.y), float(level)).rgb + textureLod(coarse, at + vec2(-step.x, step.y), float(level)).rgb;
    sum += max(around * 0.25 - 0.6, 0.0);
  }
  gl_FragColor = vec4(sum, 1.0);
}`
