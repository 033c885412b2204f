export interface Detection {
  readonly label: string
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

export interface Rider {
  readonly helmet: 'yes' | 'no' | 'unknown'
}

type Box = Detection['box']

/**
 * Persons who sit on a two-wheeler: their middle is over it, and their feet are on its level. What a model that knows them
 * labels `helmet` or `no-helmet` where the head is says whether there is one; else nobody knows.
 */
export function ridersIn(detections: readonly Detection[]): Rider[] {
  const of = (label: string) => detections.filter((one) => one.label === label).map(({ box }) => box)
  const free = of('person')
  return of('two-wheeler').flatMap((machine) => {
    const rider = free.findIndex((person) => sitsOn(person, machine))
    if (rider === -1) return []
    const [person] = free.splice(rider, 1)
    return [{ helmet: helmetOf(headOf(person!)) }]
  })

  function helmetOf(head: Box): Rider['helmet'] {
    if (of('no-helmet').some((box) => isIn(box, head))) return 'no'
    return of('helmet').some((box) => isIn(box, head)) ? 'yes' : 'unknown'
  }
}

function sitsOn(person: Box, machine: Box): boolean {
  const middle = person.x + person.width / 2
  const feet = person.y + person.height
  return (
    middle > machine.x &&
    middle < machine.x + machine.width &&
    person.y < machine.y &&
    feet > machine.y + machine.height / 4 &&
    feet < machine.y + machine.height * 1.2
  )
}

/** The upper third, somewhat widened. */
function headOf({ x, y, width, height }: Box): Box {
  return { x: x - width * 0.2, y: y - height * 0.1, width: width * 1.4, height: height * 0.45 }
}

function isIn(inner: Box, outer: Box): boolean {
  const [x, y] = [inner.x + inner.width / 2, inner.y + inner.height / 2]
  return x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height
}
