import { PlatformError } from '../errors/platform-error.ts'

/** What was given as the MQTT broker's address is none. */
export class MqttAddressError extends PlatformError {
  readonly code = 'BONGHWA_MQTT_ADDRESS'

  constructor(address: string, options?: ErrorOptions) {
    super(
      `"${address}" is no address of an MQTT broker.`,
      'Write mqtt://user:password@host:1883, or mqtts:// for TLS.',
      options,
    )
  }
}

/** A function asks for messages, and the platform was told of no broker. */
export class MqttMissingError extends PlatformError {
  readonly code = 'BONGHWA_MQTT_MISSING'

  constructor() {
    super(
      'It is to be woken by MQTT messages, and no broker was named.',
      'Start with --mqtt mqtt://127.0.0.1:1883.',
    )
  }
}

/** The broker does not answer, or ended the connection. It is tried again for ever; messages wait there. */
export class MqttUnreachableError extends PlatformError {
  readonly code = 'BONGHWA_MQTT_UNREACHABLE'

  constructor(address: string, reason: string) {
    super(
      `No messages come from the MQTT broker at ${address} (${reason}).`,
      'Start it, or correct --mqtt; it is tried again by itself.',
    )
  }
}

/** The broker does not let this user have a topic. */
export class MqttRefusedError extends PlatformError {
  readonly code = 'BONGHWA_MQTT_REFUSED'

  constructor(address: string, filter: string, reason: string) {
    super(
      `The MQTT broker at ${address} refused the topic filter ${filter} (${reason}).`,
      'Allow it to the user in --mqtt, or correct "on" in function.yaml.',
    )
  }
}
