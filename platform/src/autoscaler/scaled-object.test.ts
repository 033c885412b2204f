import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigInvalidError } from '../config/errors.ts'
import { type ExampleObject, exampleObject, exampleText } from '../testing/scaled-object.ts'
import { defaultBehavior } from './behavior.ts'
import { parseScaledObject } from './scaled-object.ts'
import { parseTrace } from './trace.ts'

function refused(changes: ExampleObject, problem: RegExp) {
  assert.throws(
    () => exampleObject(changes),
    (error) => error instanceof ConfigInvalidError && problem.test(error.message),
  )
}

describe('A ScaledObject', () => {
  it("has KEDA's defaults", () => {
    const { triggers, ...object } = exampleObject()
    assert.equal(triggers.length, 1)
    assert.deepEqual(object, {
      name: 'example',
      scaleTarget: 'example',
      pollingInterval: 30,
      cooldownPeriod: 300,
      initialCooldownPeriod: 0,
      idleReplicaCount: null,
      minReplicaCount: null,
      annotations: {
        paused: false,
        pausedReplicas: null,
        pausedScaleIn: false,
        pausedScaleOut: false,
        forceActivation: false,
      },
      fallback: null,
      scalingModifiers: null,
      hpa: { minReplicas: 1, maxReplicas: 100, behavior: null },
      remarks: [],
    })
  })
  it('tells an empty behavior from none, and fills it in field by field', () => {
    const behavior = (given: object | null) =>
      exampleObject({ spec: { advanced: { horizontalPodAutoscalerConfig: { behavior: given } } } }).hpa
        .behavior
    assert.equal(behavior(null), null)
    assert.deepEqual(behavior({}), defaultBehavior)
    assert.deepEqual(behavior({ scaleDown: { stabilizationWindowSeconds: 0, tolerance: '50m' } }), {
      ...defaultBehavior,
      scaleDown: { ...defaultBehavior.scaleDown, stabilizationWindowSeconds: 0, tolerance: 0.05 },
    })
  })
  it('is found among other documents of its file, lines unmoved', () => {
    const others = 'kind: Deployment\nmetadata: { name: a }\n---\n'
    assert.equal(
      parseScaledObject('so.yaml', `${others}${exampleText()}\n---\nkind: Service\n`).name,
      'example',
    )
    const bad = exampleText().replace('"q"', '""')
    const line = (text: string) => text.slice(0, text.indexOf('"queueName"')).split('\n').length
    assert.throws(
      () => parseScaledObject('so.yaml', others + bad),
      new RegExp(`so.yaml:${line(others + bad)} spec.triggers\\[0\\].metadata.queueName: is missing`),
    )
  })
  it('may have labels, finalizers and a status as kubectl prints them', () => {
    const written = JSON.parse(exampleText())
    written.metadata = { ...written.metadata, labels: { a: 'b' }, generation: 2, finalizers: ['f'] }
    written.status = { hpaName: 'keda-hpa-example' }
    assert.equal(parseScaledObject('so.yaml', JSON.stringify(written)).name, 'example')
  })
  it('names a trigger type that is not supported', () => {
    refused(
      { trigger: { type: 'kafka' } },
      /example.yaml:\d+ spec.triggers\[0\].type: kafka is not supported here/,
    )
  })
  it('names a key that KEDA does not have, and the one that was meant', () => {
    refused({ spec: { cooldownPeriot: 3 } }, /cooldownPeriot.*cooldownPeriod/)
  })
  it("is held to KEDA's admission rules", () => {
    refused({ spec: { minReplicaCount: 5, maxReplicaCount: 4 } }, /5 must not be above maxReplicaCount/)
    refused({ spec: { minReplicaCount: 2, idleReplicaCount: 2 } }, /2 must be below minReplicaCount/)
    refused({ spec: { idleReplicaCount: 0 } }, /0 must be below minReplicaCount/)
    refused({ spec: { pollingInterval: 0 } }, /pollingInterval/)
    refused({ spec: { maxReplicaCount: 0 } }, /maxReplicaCount/)
    refused({ spec: { triggers: [] } }, /triggers: must have at least 1/)
    const cpu = { type: 'cpu', metricType: 'Utilization', metadata: { value: '50' } }
    refused(
      { spec: { triggers: [cpu], fallback: { failureThreshold: 1, replicas: 1 } } },
      /neither cpu nor memory/,
    )
    refused({ trigger: { ...cpu, useCachedMetrics: true } }, /useCachedMetrics: is not for a cpu trigger/)
    refused({ trigger: { metricType: 'Utilization' } }, /Utilization is only for cpu and memory/)
    const trigger = JSON.parse(exampleText({ trigger: { name: 'a' } })).spec.triggers[0]
    refused({ spec: { triggers: [trigger, trigger] } }, /a is the name of another trigger/)
  })
  it('says what is wrong with a rabbitmq trigger', () => {
    refused({ metadata: { mode: 'Bogus' } }, /Bogus must be one of QueueLength/)
    refused({ metadata: { value: '' } }, /value: is missing/)
    refused({ metadata: { value: 'many' } }, /"many" must be a number/)
    refused({ metadata: { mode: '' } }, /mode: is missing/)
    refused({ metadata: { queueLength: '5' } }, /queueLength: is deprecated/)
    refused({ metadata: { host: '' } }, /host: is missing/)
    refused({ metadata: { host: 'ftp://mq' } }, /must begin with amqp/)
    refused({ metadata: { protocol: 'mqtt' } }, /mqtt must be amqp, http or auto/)
    const host = 'amqp://mq'
    refused({ metadata: { host, mode: 'MessageRate' } }, /MessageRate needs the http protocol/)
    refused({ metadata: { host, useRegex: 'true' } }, /useRegex needs the http protocol/)
    refused({ metadata: { host, excludeUnacknowledged: 'true' } }, /needs the http protocol/)
    refused({ metadata: { useRegex: 'true', operation: 'mean' } }, /mean must be sum, avg or max/)
    refused({ metadata: { useRegex: 'true', pageSize: '0' } }, /0 must be a whole number of 1 or more/)
  })
  it('says what is wrong with a cron trigger', () => {
    const cron = { timezone: 'Asia/Seoul', start: '0 8 * * *', end: '0 20 * * *', desiredReplicas: '3' }
    const trigger = (changes: object) => ({ trigger: { type: 'cron', metadata: { ...cron, ...changes } } })
    assert.equal(exampleObject(trigger({})).triggers[0]?.type, 'cron')
    refused(trigger({ timezone: 'Asia/Seul' }), /timezone: "Asia\/Seul" is no time zone/)
    refused(trigger({ start: '0 25 * * *' }), /start: "25" is no hour/)
    refused(trigger({ end: cron.start }), /end: must not be the same as start/)
    refused(trigger({ desiredReplicas: '' }), /desiredReplicas: is missing/)
  })
  it('says what is wrong with a formula', () => {
    const modified = (scalingModifiers: object) => ({
      trigger: { name: 'a' },
      spec: { advanced: { scalingModifiers } },
    })
    assert.notEqual(exampleObject(modified({ formula: 'a + 1', target: '2' })).scalingModifiers, null)
    assert.equal(exampleObject(modified({})).scalingModifiers, null)
    refused(modified({ formula: 'a + b', target: '2' }), /names b, .*triggers are named a/)
    refused(modified({ formula: 'a' }), /target: is missing/)
    refused(modified({ target: '2' }), /formula: is missing/)
    refused(modified({ formula: 'a', target: '0' }), /"0" must be above 0/)
  })
  it('remarks on what a cluster would not take and on what it assumed', () => {
    const text = exampleText().replace('"20"', '20').replace('"host"', '"hostFromEnv"')
    const { remarks, triggers } = parseScaledObject('so.yaml', text)
    assert.match(remarks.join('\n'), /write value: "20" with quotes/)
    assert.match(remarks.join('\n'), /amqp is assumed/)
    assert.equal(triggers[0]?.type === 'rabbitmq' && triggers[0].protocol, 'amqp')
  })
  it('takes any pause that does not say no for one', () => {
    const pauses = (value: string) =>
      exampleObject({ annotations: { 'autoscaling.keda.sh/paused': value } }).annotations.paused
    assert.deepEqual(['true', '', 'soon', 'false', '0'].map(pauses), [true, true, true, false, false])
    refused({ annotations: { 'autoscaling.keda.sh/paused-replicas': 'two' } }, /"two" must be a whole number/)
  })
})

describe('A trace', () => {
  const parse = (trace: object) =>
    parseTrace('trace.json', JSON.stringify(trace, undefined, 1), exampleObject())

  it('begins with no replicas and everything at 0', () => {
    const { replicas, startAt, readings } = parse({ until: 60, readings: [{ t: 5 }] })
    assert.deepEqual({ replicas, startAt }, { replicas: 0, startAt: 0 })
    assert.deepEqual(readings, [
      { t: 5, trigger: 0, error: false, ready: 0, unacked: 0, publishRate: 0, deliverRate: 0, target: 1 },
    ])
  })
  it('names a trigger that is not there, and remarks on keys that it does not know', () => {
    assert.throws(
      () => parse({ until: 60, readings: [{ t: 5, trigger: 1 }] }),
      /trace.json:6 readings\[0\].trigger: 1/,
    )
    assert.match(parse({ until: 60, readings: [{ t: 5, raedy: 1 }] }).remarks.join(), /"raedy"/)
  })
})
