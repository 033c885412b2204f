import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type CommandLine, commandLine } from '../testing/command-line.ts'
import { eventually } from '../testing/eventually.ts'
import { type KubeApiStandIn, kubeApiStandIn } from '../testing/kube-api-stand-in.ts'

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-apply-'))

function write(name: string, code = `export default { bonghwa: 'function', handle() {} }`) {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(
    join(folder, name, 'function.yaml'),
    `apiVersion: bonghwa.dev/v1
kind: Function
metadata: { name: ${name} }
spec: { handler: ./handler.js, on: [{ type: dev.bonghwa.test.noted }] }`,
  )
  writeFileSync(join(folder, name, 'handler.js'), code)
}

describe('`bonghwa apply`, before a stand-in of a Kubernetes API server', () => {
  let api: KubeApiStandIn
  let bonghwa: CommandLine
  const words = ['apply', '.', '--only', 'cluster', '--regions', 'daejeon,seoul']
  const apply = (...more: string[]) => bonghwa.run(...words, ...more)
  const changes = () => api.heard.filter((each) => !each.endsWith('(dry run)'))

  before(() => {
    write('note')
    write('mark')
  })
  beforeEach(async () => {
    await api?.[Symbol.asyncDispose]()
    api = await kubeApiStandIn()
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(kubeconfig, api.kubeconfig)
    bonghwa = await commandLine(folder, { KUBECONFIG: kubeconfig })
  })
  after(async () => {
    await api[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  })

  it('with --dry-run=server has the server say what would change, and changes nothing', async () => {
    const ran = await apply('--dry-run=server')
    assert.equal(ran.code, 0, ran.stderr)
    assert.match(ran.stdout, /created {3}Deployment\/note-seoul\n/)
    assert.match(ran.stdout, /26 of 26 objects would be applied, 0 removed\.\n$/)
    assert.deepEqual(changes(), [])
  })

  it('applies each object after those that it needs, and then has nothing to do', async () => {
    const ran = await apply()
    assert.equal(ran.code, 0, ran.stderr)
    assert.match(ran.stderr, /26 of 26 objects applied\n(?:.*\n)*10 of 10 ready\n$/)
    const order = changes()
    assert.equal(order[0], 'PATCH namespaces/bonghwa')
    const last = (plural: string) => order.findLastIndex((each) => each.includes(` ${plural}/`))
    const first = (plural: string) => order.findIndex((each) => each.includes(` ${plural}/`))
    assert.ok(last('configmaps') < first('deployments') && last('deployments') < first('scaledobjects'))

    const again = await apply()
    assert.equal(again.stdout, '0 of 26 objects are to be applied, 0 removed.\n')
    assert.equal(changes().length, order.length)
  })

  it('leaves the number of pods to KEDA, whether that has set it or not', async () => {
    await apply()
    api.scale('note-seoul', 3)
    write('note', `export default { bonghwa: 'function', handle() { return 'new' } }`)
    const ran = await apply()
    assert.equal(ran.code, 0, ran.stderr)
    assert.match(ran.stdout, /changed {3}Deployment\/note-seoul\n(?: {2}[-+] .*\n)* {2}- spec\.template/)
    assert.doesNotMatch(ran.stdout, /replicas/)
    assert.equal(replicasOf('note-seoul'), 3)
    assert.equal(replicasOf('note-daejeon'), 0)
  })

  it('removes what the folder no longer has, and nothing that others made', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'bonghwa' }
    await apply()
    api.put('configmaps', { kind: 'ConfigMap', metadata: { name: 'theirs', namespace: 'bonghwa' } })
    api.put('configmaps', {
      kind: 'ConfigMap',
      metadata: { name: 'disguised', namespace: 'bonghwa', labels },
    })
    api.put('secrets', { kind: 'Secret', metadata: { name: 'rabbitmq', namespace: 'bonghwa', labels } })
    rmSync(join(folder, 'mark'), { recursive: true })
    const kept = await apply('--no-prune')
    assert.equal(kept.code, 0, kept.stderr)
    const { removed } = JSON.parse((await apply('--json')).stdout) as { removed: string[] }
    write('mark')
    assert.deepEqual(removed.map((name) => name.replace(/-[0-9a-f]{10}$/, '-HASH')).toSorted(), [
      'ConfigMap/mark-HASH',
      'Deployment/mark-daejeon',
      'Deployment/mark-seoul',
      'ScaledObject/mark-daejeon',
      'ScaledObject/mark-seoul',
    ])
    const deletions = changes().filter((each) => each.startsWith('DELETE'))
    assert.match(deletions[0] ?? '', /scaledobjects/)
    for (const key of ['configmaps/theirs', 'configmaps/disguised', 'secrets/rabbitmq'])
      assert.ok(api.get(key), key)
  })

  it('keeps a ConfigMap to which a rollout could go back', async () => {
    await apply()
    const old = mountOf('note-seoul')
    api.put('replicasets', {
      kind: 'ReplicaSet',
      metadata: { name: 'note-seoul-1', labels: { 'app.kubernetes.io/managed-by': 'bonghwa' } },
      spec: { template: { spec: { volumes: [{ name: 'function', configMap: { name: old } }] } } },
    })
    write('note', `export default { bonghwa: 'function', handle() { return 'newer' } }`)
    const ran = await apply()
    assert.match(ran.stdout, /0 removed\.\n$/)
    assert.ok(api.get(`configmaps/${old}`))
  })

  it('names who else manages a field before it changes anything, and takes it over when told', async () => {
    await apply()
    const service = api.get('services/bonghwa-gateway')
    assert.ok(service)
    service.spec = { ...(service.spec as object), type: 'NodePort', selector: { own: 'selector' } }
    service.metadata.managedFields.push({
      manager: 'kubectl-edit',
      operation: 'Update',
      fieldsV1: { 'f:spec': { 'f:selector': {} } },
    })
    const before = changes().length
    const refused = await apply()
    assert.equal(refused.code, 1)
    assert.match(
      refused.stderr,
      /^Service\/bonghwa-gateway is also managed by others: \.spec\.selector of "kubectl-edit"\. .*--force-conflicts/m,
    )
    assert.equal(changes().length, before)
    const forced = await apply('--force-conflicts')
    assert.equal(forced.code, 0, forced.stderr)
    assert.match(forced.stdout, /^changed {3}Service\/bonghwa-gateway\n {2}\+ spec\.selector/)
    assert.equal(changes().length, before + 1)
  })

  for (const [what, prepare, said] of [
    [
      'a kind that the cluster does not know',
      () => api.unknown.add('ScaledObject'),
      /does not know keda\.sh\/v1alpha1 ScaledObject; nothing was applied\. Install KEDA first/,
    ],
    [
      'a right that this user does not have',
      () => {
        api.refuse = ({ method, path }) =>
          method === 'PATCH' && path.includes('/deployments/')
            ? {
                status: 403,
                message: 'deployments.apps "x" is forbidden: User "tester" cannot patch resource',
              }
            : undefined
      },
      /User "tester" cannot patch resource\..*`bonghwa doctor`/,
    ],
    [
      'what an admission webhook will not have',
      () => {
        api.refuse = ({ method, path }) =>
          method === 'PATCH' && path.includes('/scaledobjects/')
            ? {
                status: 403,
                message: 'admission webhook "vscaledobject.kb.io" denied the request: two of them',
              }
            : undefined
      },
      /The cluster refused ScaledObject\/\S+: admission webhook .* denied the request: two of them\./,
    ],
    [
      'a server that is gone',
      () => void api[Symbol.asyncDispose](),
      /No Kubernetes API server answered at .*ECONNREFUSED/,
    ],
  ] as const) {
    it(`says plainly of ${what}`, async () => {
      // The server tries only what belongs into a namespace that is there.
      api.put('namespaces', { kind: 'Namespace', metadata: { name: 'bonghwa' } })
      prepare()
      const ran = await apply()
      assert.equal(ran.code, 1, ran.stderr)
      assert.match(ran.stderr, said)
      assert.deepEqual(changes(), [])
    })
  }

  it('says plainly of a context or a kubeconfig that is not there', async () => {
    assert.match((await apply('--context', 'moon')).stderr, /there is no context "moon" among stand-in/)
    assert.match((await apply('--kubeconfig', 'nowhere')).stderr, /No cluster is known: ENOENT/)
  })

  it('works for a user who may only work within the namespace', async () => {
    api.put('namespaces', { kind: 'Namespace', metadata: { name: 'bonghwa' } })
    api.refuse = ({ method, path }) =>
      method === 'PATCH' && path.endsWith('/namespaces/bonghwa')
        ? { status: 403, message: 'namespaces "bonghwa" is forbidden' }
        : undefined
    const ran = await apply()
    assert.equal(ran.code, 0, ran.stderr)
    assert.match(ran.stdout, /^left {6}Namespace\/bonghwa \(this user may not change it\)/)
  })

  it('passes on what the server warns of, each thing once', async () => {
    api.warning = 'spec.something is deprecated'
    const { stderr } = await apply()
    assert.equal(stderr.match(/Warning: spec\.something is deprecated/g)?.length, 1)
  })

  it('tells why something does not get ready', async () => {
    api.status = (plural, { metadata }) =>
      plural === 'deployments' && metadata.name === 'bonghwa-gateway'
        ? { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 0 }
        : plural === 'scaledobjects'
          ? { conditions: [{ type: 'Ready', status: 'True' }] }
          : { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }
    api.put('pods', {
      kind: 'Pod',
      metadata: {
        name: 'bonghwa-gateway-1',
        labels: {
          'app.kubernetes.io/managed-by': 'bonghwa',
          'app.kubernetes.io/name': 'bonghwa-gateway',
          'app.kubernetes.io/component': 'gateway',
        },
      },
      spec: { nodeName: 'edge-1' },
      status: {
        containerStatuses: [
          {
            name: 'gateway',
            state: {
              waiting: { reason: 'CreateContainerConfigError', message: 'secret "rabbitmq" not found' },
            },
          },
        ],
      },
    })
    const ran = await apply('--timeout', '1')
    assert.equal(ran.code, 1)
    assert.match(
      ran.stderr,
      /Not ready after 1 s:\n {2}Deployment\/bonghwa-gateway: bonghwa-gateway-1 on edge-1: gateway cannot be configured \(secret "rabbitmq" not found\)/,
    )
  })

  it('stopped by Ctrl+C, says what stands', async () => {
    api.status = () => ({})
    const child = bonghwa.start(...words)
    const said = text(child.stderr as NodeJS.ReadableStream)
    await eventually(() => assert.ok(api.get('scaledobjects/note-seoul')))
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'exit'), [130, null])
    assert.match(await said, /Stopped\. .*applying again goes on|Stopped\. All was applied/)
  })

  const replicasOf = (name: string) =>
    (api.get(`deployments/${name}`) as unknown as { spec: { replicas: number } }).spec.replicas
  const mountOf = (name: string) => {
    const { spec } = api.get(`deployments/${name}`) as unknown as {
      spec: { template: { spec: { volumes: { configMap?: { name: string } }[] } } }
    }
    return spec.template.spec.volumes[0]?.configMap?.name
  }
})
