/** Kinds of limits that the kernel knows. */
export type Controller = 'cpu' | 'memory'

/** Where this process stands in a tree of control groups. */
export interface OwnGroup {
  readonly version: 1 | 2
  /** Where the tree is mounted. */
  readonly root: string
  /** The group of this process; `root` or below it. */
  readonly directory: string
}

/**
 * Finds for each controller the group of this process. Version 1 has a tree for each controller, version 2 one for all;
 * a machine may have both.
 *
 * @param mountInfo text of `/proc/self/mountinfo`
 * @param membership text of `/proc/self/cgroup`
 */
export function ownGroups(mountInfo: string, membership: string): Partial<Record<Controller, OwnGroup>> {
  const mounts = mountInfo.split('\n').flatMap((line) => {
    const [place, device] = line.split(' - ')
    const [, , , from = '', root = ''] = place?.split(' ') ?? []
    const [type = '', , options = ''] = device?.split(' ') ?? []
    return type === 'cgroup' || type === 'cgroup2' ? [{ type, from, root, options: options.split(',') }] : []
  })
  const memberships = membership.split('\n').map((line) => {
    const [, controllers = '', ...path] = line.split(':')
    return { controllers: controllers.split(','), path: path.join(':') }
  })
  const groupIn = (mount: (typeof mounts)[number] | undefined, controller: string, version: 1 | 2) => {
    const path = memberships.find(({ controllers }) => controllers.includes(controller))?.path
    if (!mount || path === undefined) return undefined
    // A container may see its own group as the root of the mount, and its path as the machine does.
    const below = path.startsWith(mount.from) ? path.slice(mount.from.length) : ''
    return {
      version,
      root: mount.root,
      directory: `${mount.root}/${below}`.replace(/\/+/g, '/').replace(/\/$/, ''),
    }
  }
  const unified = groupIn(
    mounts.find(({ type }) => type === 'cgroup2'),
    '',
    2,
  )
  const of = (controller: Controller) =>
    groupIn(
      mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller)),
      controller,
      1,
    ) ?? unified
  const [cpu, memory] = [of('cpu'), of('memory')]
  return { ...(cpu && { cpu }), ...(memory && { memory }) }
}
