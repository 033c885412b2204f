import { getJson, ours, postJson } from '../api.ts'

/** Who the city takes this browser for. */
export interface Holder {
  readonly name: string
  readonly role: 'viewer' | 'reviewer' | 'publisher' | 'operator'
}

interface Answer {
  /** False on a machine that asks for no token. */
  readonly required: boolean
  readonly as: Holder | null
  /** Where people sign in otherwise than with a token. */
  readonly elsewhere: { readonly title: string; readonly href: string } | null
}

const open: Answer = { required: false, as: null, elsewhere: null }

let answer = $state.raw<Answer>()

export const session = {
  /** `stranger`: only the sign-in is of use. */
  get state(): 'asking' | 'stranger' | 'known' {
    if (answer === undefined) return 'asking'
    return answer.required && answer.as === null ? 'stranger' : 'known'
  },
  get as() {
    return answer?.as ?? null
  },
  get elsewhere() {
    return answer?.elsewhere ?? null
  },
  async ask() {
    // What cannot be asked now, the page behind finds out and says.
    answer = await getJson<Answer>('/api/session').catch(() => answer ?? open)
  },
  /** @throws RequestError in the city's words */
  async signIn(token: string) {
    answer = await postJson<Answer>('/api/session', { token })
  },
  async signOut() {
    await fetch('/api/session', { method: 'DELETE', headers: ours })
    await session.ask()
  },
}
