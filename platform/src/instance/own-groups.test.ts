import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ownGroups } from './own-groups.ts'

describe('The control group of this process', () => {
  it('is found in the one tree of version 2', () => {
    const mounts =
      '35 24 0:30 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate'
    const path = '/user.slice/user-1000.slice/user@1000.service/app.slice/shell.scope'
    const group = { version: 2, root: '/sys/fs/cgroup', directory: `/sys/fs/cgroup${path}` }
    assert.deepEqual(ownGroups(mounts, `0::${path}\n`), { cpu: group, memory: group })
  })

  it('is found in a tree for each controller of version 1, beside an unused one of version 2', () => {
    const mounts = [
      '31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:11 - cgroup cgroup rw,cpu,cpuacct',
      '34 30 0:31 / /sys/fs/cgroup/memory rw,relatime shared:12 - cgroup cgroup rw,memory',
      '40 30 0:37 / /sys/fs/cgroup/unified rw,relatime shared:13 - cgroup2 cgroup2 rw',
    ].join('\n')
    assert.deepEqual(ownGroups(mounts, '5:memory:/jobs/7\n3:cpu,cpuacct:/\n0::/\n'), {
      cpu: { version: 1, root: '/sys/fs/cgroup/cpu,cpuacct', directory: '/sys/fs/cgroup/cpu,cpuacct' },
      memory: { version: 1, root: '/sys/fs/cgroup/memory', directory: '/sys/fs/cgroup/memory/jobs/7' },
    })
  })

  it('is the root of what a container sees of the tree', () => {
    const mounts =
      '34 30 0:31 /docker/4f2 /sys/fs/cgroup/memory ro,relatime master:12 - cgroup cgroup rw,memory'
    const { memory } = ownGroups(mounts, '5:memory:/docker/4f2\n')
    assert.equal(memory?.directory, '/sys/fs/cgroup/memory')
  })

  it('is none where there are no groups', () => {
    assert.deepEqual(ownGroups('22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n', ''), {})
  })
})
