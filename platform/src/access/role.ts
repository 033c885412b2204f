/** What a route asks of whoever calls it. */
export type Need = 'public' | 'read' | 'review' | 'publish' | 'operate'

/** Whom somebody with a token, or somebody who signed in, is taken for. */
export const roles = ['viewer', 'reviewer', 'publisher', 'operator'] as const
export type Role = (typeof roles)[number]

/** A publisher is a program that brings events: what the city sees is none of its business. */
const rights: Readonly<Record<Role, readonly Need[]>> = {
  viewer: ['read'],
  reviewer: ['read', 'review'],
  publisher: ['publish'],
  operator: ['read', 'review', 'publish', 'operate'],
}

export const may = (role: Role, need: Need): boolean => need === 'public' || rights[role].includes(need)

/** The roles with this right, the humblest first. */
export const rolesFor = (need: Need): readonly Role[] => roles.filter((role) => may(role, need))

/** Who does something, as far as the gateway knows. */
export interface Principal {
  readonly name: string
  readonly role: Role
}
