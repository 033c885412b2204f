import { readFileSync } from 'node:fs'
import type { City } from '../camera/city.ts'

/** What the city gives to the processes of its watches and functions, by environment variables. */
export interface CityEnvironment {
  readonly city: City
  /** URL of the store. */
  readonly store: string
  /** Folder of the evidence store, or `s3://…`. */
  readonly evidence: string
  /** Folder of the face finder's model. */
  readonly faces: string
  /** `live`: cameras run with the clock. `fast`: clips are read as fast as the detector takes their frames. */
  readonly pace: 'live' | 'fast'
}

/** Credentials of the evidence store in a bucket, and the ffmpeg that somebody asked for. */
const passedOn = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'BONGHWA_FFMPEG']

/**
 * The variables for an environment; `cityFile` is where the resolved city lies as JSON.
 *
 * @param own of this process
 */
export function environmentVariables(
  environment: Omit<CityEnvironment, 'city'>,
  cityFile: string,
  own: NodeJS.ProcessEnv,
): Record<string, string> {
  const { store, evidence, faces, pace } = environment
  const passed = passedOn.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))
  return {
    ...Object.fromEntries(passed),
    CITY_FILE: cityFile,
    CITY_STORE: store,
    CITY_EVIDENCE: evidence,
    CITY_FACES: faces,
    CITY_PACE: pace,
  }
}

export function cityEnvironment(variables: NodeJS.ProcessEnv = process.env): CityEnvironment {
  const required = (name: string): string => {
    const value = variables[name]
    if (value === undefined)
      throw new TypeError(`${name} is not set: functions of the city are started by \`city up\`.`)
    return value
  }
  return {
    city: JSON.parse(readFileSync(required('CITY_FILE'), 'utf8')) as City,
    store: required('CITY_STORE'),
    evidence: required('CITY_EVIDENCE'),
    faces: required('CITY_FACES'),
    pace: required('CITY_PACE') === 'fast' ? 'fast' : 'live',
  }
}
