declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  /** A provider of OpenID Connect, as far as a test configures one. */
  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        readonly findAccount: (
          context: unknown,
          id: string,
        ) => { accountId: string; claims(): Promise<Readonly<Record<string, unknown>>> }
        readonly [setting: string]: unknown
      },
    )
    callback(): RequestListener
  }
}
