import { PlatformError } from '../errors/platform-error.ts'

/** No broker answered, or none for longer than a publish waits. What was not confirmed may be published again. */
export class BrokerUnreachableError extends PlatformError {
  readonly code = 'BONGHWA_BROKER_UNREACHABLE'

  /** @param address host and port, without credentials */
  constructor(address: string, options?: ErrorOptions) {
    super(
      `No RabbitMQ broker answered at ${address}.`,
      'Start one with `docker run -p 5672:5672 rabbitmq` or `rabbitmq-server -detached`, or run without --queue.',
      options,
    )
  }
}

/** The broker answered and would not have us: a wrong password, or no such virtual host. */
export class BrokerRefusedError extends PlatformError {
  readonly code = 'BONGHWA_BROKER_REFUSED'

  constructor(address: string, problem: string, options?: ErrorOptions) {
    super(
      `RabbitMQ at ${address} refused the connection: ${problem}.`,
      'Correct user, password and virtual host in amqp://user:password@host:5672/vhost.',
      options,
    )
  }
}

/** What was given as the broker's address is none. */
export class BrokerAddressInvalidError extends PlatformError {
  readonly code = 'BONGHWA_BROKER_ADDRESS'

  constructor(options?: ErrorOptions) {
    super(
      'This is no address of a RabbitMQ broker.',
      'Write amqp://user:password@host:5672/vhost, or amqps:// for TLS.',
      options,
    )
  }
}

/** The broker has a queue of this name that was declared in another way. */
export class QueueMismatchError extends PlatformError {
  readonly code = 'BONGHWA_QUEUE_MISMATCH'

  constructor(queue: string, problem: string, options?: ErrorOptions) {
    super(
      `RabbitMQ already has the queue ${queue}, declared differently (${problem}).`,
      `Empty and delete it with \`rabbitmqctl delete_queue ${queue}\`, then start again.`,
      options,
    )
  }
}

/** The broker would not take the event: a policy bounds the queue, or too few of its replicas are up. */
export class PublishRefusedError extends PlatformError {
  readonly code = 'BONGHWA_PUBLISH_REFUSED'

  constructor(queues: readonly string[], options?: ErrorOptions) {
    super(
      `RabbitMQ did not take the event for ${queues.join(', ')}.`,
      'Look at the queue in its management UI: a length limit or missing replicas; then publish again.',
      options,
    )
  }
}

/** The management API of RabbitMQ did not answer, or not as it should. */
export class ManagementError extends PlatformError {
  readonly code = 'BONGHWA_MANAGEMENT_API'
  /** Of the HTTP answer, when there was one. */
  readonly status: number | undefined

  /** @param address host and port, without credentials */
  constructor(address: string, problem: string, status?: number, options?: ErrorOptions) {
    super(
      `RabbitMQ's management API at ${address} could not be used: ${problem}.`,
      'Switch it on with `rabbitmq-plugins enable rabbitmq_management`, and check address, user and password.',
      options,
    )
    this.status = status
  }
}

/** Somebody asked for the figures of a queue that the broker does not have. */
export class QueueAbsentError extends PlatformError {
  readonly code = 'BONGHWA_QUEUE_ABSENT'

  constructor(queue: string, options?: ErrorOptions) {
    super(
      `RabbitMQ has no queue ${queue}.`,
      'Check its name and the virtual host (`rabbitmqctl list_queues -p VHOST`).',
      options,
    )
  }
}

/** The file of the embedded queue takes nothing now, as when its disk is full. Nothing was published. */
export class QueueUnwritableError extends PlatformError {
  readonly code = 'BONGHWA_QUEUE_UNWRITABLE'

  constructor(problem: string, options?: ErrorOptions) {
    super(
      `The queue cannot be written: ${problem}.`,
      'Make room on the disk of the data directory; nothing is lost meanwhile, and events are taken again by themselves.',
      options,
    )
  }
}
