export type Phase = 'before' | 'cut' | 'after'

/** One that was answered with 202. Instants are epoch milliseconds. */
export interface Accident {
  readonly id: string
  readonly at: number
  /** Where it happened. */
  readonly end: 'site' | 'core'
  readonly phase: Phase
}

export interface Handled {
  readonly id: string
  readonly node: string
  readonly at: number
}

export interface EdgeLedger {
  readonly accidents: readonly Accident[]
  /** What served the region of each accident. */
  readonly warned: readonly Handled[]
  /** What came to the core. */
  readonly reported: readonly Handled[]
  readonly cutAt: number
  readonly mendedAt: number
}

/** What became of the accidents of one end and one phase. */
export interface EdgeRow {
  readonly end: Accident['end']
  readonly phase: Phase
  readonly accidents: number
  /** Served in their own region. */
  readonly served: number
  /** Milliseconds until then, of which half and 95 in 100 took no more. */
  readonly servedMs: { readonly median: number; readonly p95: number }
  /** That came to the core while the line was cut. */
  readonly atCoreWhileCut: number
  readonly atCore: number
  /** Ids of those that were not served, or never came to the core. */
  readonly lost: readonly string[]
  /** Ids of those that were served more than once, or came to the core more than once. */
  readonly doubled: readonly string[]
}

export interface EdgeVerdict {
  readonly rows: readonly EdgeRow[]
  /** Seconds from the mending until the last of the accidents of the cut was at the core. */
  readonly caughtUpSeconds: number
}

const nodes = { site: 'daejeon-1', core: 'seoul-1' } as const

export function edgeVerdict({ accidents, warned, reported, cutAt, mendedAt }: EdgeLedger): EdgeVerdict {
  const [warnings, reports] = [Map.groupBy(warned, ({ id }) => id), Map.groupBy(reported, ({ id }) => id)]
  const of = (found: Map<string, Handled[]>, id: string) => found.get(id) ?? []
  const atCore = (id: string) => of(reports, id).filter(({ node }) => node === nodes.core)
  const rows = (['site', 'core'] as const).flatMap((end) =>
    (['before', 'cut', 'after'] as const).map((phase): EdgeRow => {
      const own = accidents.filter((accident) => accident.end === end && accident.phase === phase)
      const ids = (holds: (id: string) => boolean) => own.map(({ id }) => id).filter(holds)
      const isServed = (id: string) => of(warnings, id).some(({ node }) => node === nodes[end])
      const took = own
        .flatMap(({ id, at }) =>
          of(warnings, id)
            .slice(0, 1)
            .map((first) => first.at - at),
        )
        .toSorted((a, b) => a - b)
      const quantile = (share: number) =>
        took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? Number.NaN
      return {
        end,
        phase,
        accidents: own.length,
        served: ids(isServed).length,
        servedMs: { median: quantile(0.5), p95: quantile(0.95) },
        atCoreWhileCut: ids((id) => atCore(id).some(({ at }) => at > cutAt && at < mendedAt)).length,
        atCore: ids((id) => atCore(id).length > 0).length,
        lost: ids((id) => !isServed(id) || atCore(id).length === 0),
        doubled: ids((id) => of(warnings, id).length > 1 || of(reports, id).length > 1),
      }
    }),
  )
  const ofCut = accidents.filter(({ phase, end }) => phase === 'cut' && end === 'site')
  const lastAt = Math.max(mendedAt, ...ofCut.flatMap(({ id }) => of(reports, id).map(({ at }) => at)))
  return { rows, caughtUpSeconds: (lastAt - mendedAt) / 1000 }
}
