import type { Box } from '../truth/truth.ts'
import type { Frame } from './page.ts'

const colors: Readonly<Record<string, string>> = {
  person: '#4cff6a',
  fire: '#ff4a1c',
  gun: '#ff2bd0',
  knife: '#ff2bd0',
}

/** Draws frames in rows with their true boxes, each at its own size; what is mostly hidden has a dashed box. */
export async function contactSheet(frames: readonly Frame[], columns: number): Promise<string> {
  const pictures = await Promise.all(frames.map(({ picture }) => load(picture)))
  const { width, height } = pictures[0]!
  const canvas = document.createElement('canvas')
  canvas.width = width * columns
  canvas.height = height * Math.ceil(frames.length / columns)
  const context = canvas.getContext('2d')!
  context.font = '11px monospace'
  frames.forEach(({ truth }, index) => {
    context.setTransform(1, 0, 0, 1, (index % columns) * width, Math.floor(index / columns) * height)
    context.drawImage(pictures[index]!, 0, 0)
    const draw = (
      { x, y, width, height }: Box,
      text: string,
      color: string,
      line: number,
      dash: number[],
    ) => {
      context.strokeStyle = context.fillStyle = color
      context.lineWidth = line
      context.setLineDash(dash)
      context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1)
      context.fillText(text, x, y - 3)
    }
    for (const { label, box, visible } of truth.boxes)
      draw(
        box,
        `${label} ${Math.round(visible * 100)}`,
        colors[label] ?? '#ffe14a',
        1,
        visible < 0.5 ? [3, 3] : [],
      )
    if (truth.incident !== null) draw(truth.incident.box, truth.incident.label, '#ff3030', 2, [])
  })
  return canvas.toDataURL('image/jpeg', 0.85)
}

function load(source: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('A picture of the sheet could not be read.'))
    image.src = source
  })
}
