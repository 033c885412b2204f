/**
 * CloudEvents 1.0 (https://github.com/cloudevents/spec), with the extension attributes this platform reads.
 * `data` is a JSON value, or bytes when `datacontenttype` is not JSON.
 */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  /** Reverse-DNS and past tense, e.g. `dev.bonghwa.incident.opened`. */
  readonly type: string
  /** RFC 3339. */
  readonly time?: string
  readonly subject?: string
  readonly datacontenttype?: string
  readonly dataschema?: string
  /** Extension: name of the region where it happened. */
  readonly region?: string
  /** Extension: W3C trace context. */
  readonly traceparent?: string
  readonly partitionkey?: string
  readonly data?: Data
  /** Further extension attributes: lower-case letters and digits. */
  readonly [attribute: string]: unknown
}
