/** What a ScaledObject's trigger says of its lane. */
export interface LaneMetadata {
  readonly queue: string
  /** Under which events come to the exchange for it; its own name is always one. */
  readonly routingKeys: readonly string[]
  /** How many events one replica should carry. */
  readonly value: number
  /** The lane is active strictly above this. */
  readonly activationValue: number
}

/** @throws RangeError saying which key of the trigger's metadata is wrong */
export function laneMetadata(given: Readonly<Record<string, string>>): LaneMetadata {
  const { queueName = '', routingKeys = '' } = given
  if (queueName === '') throw new RangeError('queueName is missing (the queue of the lane)')
  const number = (key: string, unless: number, least: number) => {
    const text = given[key]
    const value = text === undefined || text === '' ? unless : Number(text)
    if (!Number.isFinite(value) || value < least)
      throw new RangeError(`${key} "${text}" is no number that it can be`)
    return value
  }
  const value = number('value', 5, 0)
  if (value === 0) throw new RangeError('value must be above 0')
  const keys = routingKeys.split(',').filter((key) => key !== '')
  return {
    queue: queueName,
    routingKeys: [queueName, ...keys],
    value,
    activationValue: number('activationValue', 0, 0),
  }
}
