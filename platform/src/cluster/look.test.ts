import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CommandLine, commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'
import { type KubeApiStandIn, kubeApiStandIn } from '../testing/kube-api-stand-in.ts'
import { clockFinding } from './doctor.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-look-'))
const labels = {
  'app.kubernetes.io/managed-by': 'bonghwa',
  'app.kubernetes.io/component': 'function',
  'bonghwa.dev/function': 'note',
  'bonghwa.dev/region': 'seoul',
}

describe('What `bonghwa` tells of a cluster, before a stand-in of a Kubernetes API server', () => {
  let api: KubeApiStandIn
  let bonghwa: CommandLine
  const running = (name: string, restartCount = 0) =>
    api.put('pods', {
      kind: 'Pod',
      metadata: { name, labels },
      spec: { nodeName: 'edge-1' },
      status: { containerStatuses: [{ name: 'dispatcher', restartCount, state: { running: {} } }] },
    })

  before(async () => {
    writeFileSync(
      join(folder, 'function.yaml'),
      `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: note }
spec: { handler: ./note.js, on: [{ type: dev.bonghwa.test.noted }] }`,
    )
    writeFileSync(join(folder, 'note.js'), `export default { bonghwa: 'function', handle() {} }`)
    api = await kubeApiStandIn()
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(kubeconfig, api.kubeconfig)
    bonghwa = await commandLine(folder, { KUBECONFIG: kubeconfig })
  })
  after(async () => {
    await api[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  it('`status` says so when nothing is there, and after `apply` that all sleep', async () => {
    assert.match((await bonghwa.run('status')).stdout, /^Nothing of Bonghwa is in the namespace bonghwa/)
    const applied = await bonghwa.run('apply', '--only', 'cluster', '--regions', 'daejeon,seoul')
    assert.equal(applied.code, 0, applied.stderr)
    const { stdout } = await bonghwa.run('status')
    assert.match(stdout, /^note +seoul +asleep +0\/0/m)
    assert.match(stdout, /^bonghwa-gateway +- +awake +2\/2/m)
  })

  it('`logs` has the lines of every instance, and with -f those of new ones and new starts, each once', async () => {
    running('note-seoul-1')
    api.logs.set('note-seoul-1', '2026-11-24T03:31:31.1Z one\n2026-11-24T03:31:32.2Z two\n')
    const printed = await bonghwa.run('logs', 'note')
    assert.equal(printed.stdout, 'note-seoul-1 one\nnote-seoul-1 two\n')
    const following = bonghwa.start('logs', 'note', '--follow', '--json')
    let said = ''
    following.stdout?.setEncoding('utf8').on('data', (more) => {
      said += more
    })
    await eventually(() => assert.match(said, /two/))
    // Meanwhile the connection has ended, as it does when the API server restarts.
    api.logs.set('note-seoul-1', '2026-11-24T03:31:32.2Z two\n2026-11-24T03:31:33.3Z three\n')
    running('note-seoul-2')
    api.logs.set('note-seoul-2', '2026-11-24T03:31:34.4Z four\n')
    await eventually(() => assert.match(said, /three[\s\S]*four|four[\s\S]*three/))
    following.kill('SIGINT')
    await once(following, 'exit')
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line)
    assert.deepEqual(lines.toSorted(), ['four', 'one', 'three', 'two'])
  })

  it('`logs` of a function that sleeps says that it sleeps', async () => {
    assert.match(
      (await bonghwa.run('logs', 'mark')).stderr,
      /No instance of "mark" runs in bonghwa: it is asleep/,
    )
  })

  it('`doctor` finds what is missing, and says how to get it', async () => {
    api.allows = ({ verb, resource }) => !(verb === 'delete' && resource === 'configmaps')
    api.put('nodes', {
      kind: 'Node',
      metadata: { name: 'edge-1', labels: { 'topology.kubernetes.io/region': 'seoul' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })
    const ran = await bonghwa.run('doctor', '--regions', 'daejeon,seoul')
    assert.equal(ran.code, 1)
    for (const line of [
      /^✓ Kubernetes: v1\.35/m,
      /^✓ clocks: .* to a second$/m,
      /^! KEDA: .* no Deployment keda-operator is to be seen/m,
      /^✗ rights: in bonghwa this user may not: delete configmaps\n {4}Have a Role/m,
      /^✗ Secret rabbitmq: it is not in bonghwa\n {4}kubectl -n bonghwa create secret generic rabbitmq/m,
      /^✗ Secret bonghwa-tokens: it is not in bonghwa$/m,
      /^! nodes: 0 ready in daejeon, 1 ready in seoul\n {4}kubectl label node NODE topology\.kubernetes\.io\/region=daejeon/m,
      /^- RabbitMQ: give --queue/m,
    ])
      assert.match(ran.stdout, line)
  })

  it('`doctor` is content with a cluster that has all', async () => {
    api.allows = () => true
    api.put('nodes', {
      kind: 'Node',
      metadata: { name: 'core-1', labels: { 'topology.kubernetes.io/region': 'daejeon' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })
    api.put('secrets', { kind: 'Secret', metadata: { name: 'rabbitmq' }, data: { amqp: '', http: '' } })
    api.put('secrets', { kind: 'Secret', metadata: { name: 'bonghwa-tokens' }, data: { 'tokens.json': '' } })
    api.put('deployments', {
      kind: 'Deployment',
      metadata: { name: 'keda-operator', labels: { 'app.kubernetes.io/version': '2.20.2' } },
      status: { availableReplicas: 1 },
    })
    const ran = await bonghwa.run('doctor', '--regions', 'daejeon,seoul')
    assert.equal(ran.code, 0, ran.stdout)
    assert.doesNotMatch(ran.stdout, /^[!✗]/m)
    assert.match(ran.stdout, /^✓ KEDA: 2\.20\.2$/m)
  })

  it('a clock that is wrong is told apart from an answer that took long', () => {
    const heardAt = Date.parse('2026-11-24T03:31:31.900Z')
    const skewed = (at: string) => clockFinding({ at: Date.parse(at), heardAt }).state
    assert.equal(skewed('2026-11-24T03:31:31Z'), 'ok')
    assert.equal(skewed('2026-11-24T03:31:29Z'), 'ok')
    assert.equal(skewed('2026-11-24T03:31:40Z'), 'warning')
    assert.equal(skewed('2026-11-24T03:31:20Z'), 'warning')
  })
})
