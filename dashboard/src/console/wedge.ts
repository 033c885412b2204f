/**
 * An SVG path of what a camera sees, drawn around the camera at `0,0` with north up: a sector of `radius` around
 * `heading`, both angles in degrees, clockwise from north.
 */
export function wedgePath(heading: number, fieldOfView: number, radius: number): string {
  const angle = Math.min(Math.max(fieldOfView, 10), 350)
  const [left, right] = [heading - angle / 2, heading + angle / 2].map((degrees) => {
    const turned = (degrees * Math.PI) / 180
    return `${(Math.sin(turned) * radius).toFixed(1)} ${(-Math.cos(turned) * radius).toFixed(1)}`
  })
  return `M0 0L${left}A${radius} ${radius} 0 ${angle > 180 ? 1 : 0} 1 ${right}Z`
}
