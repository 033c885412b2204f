/** Milliseconds on a clock that all processes of this machine share, to fractions of a microsecond. */
export const sharedClock = (): number => Number(process.hrtime.bigint()) / 1e6
