import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { Region } from '../placement/region.ts'
import { readFolder } from './read-folder.ts'
import { render } from './render.ts'
import { defaultSettings } from './settings.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bonghwa-rules-'))
after(() => rmSync(scratch, { recursive: true }))

const regions: readonly Region[] = ['seoul', 'east-seoul'].map((name, index) => ({
  name,
  place: { latitude: 37, longitude: 127 + index },
  core: index === 0,
  nodes: [`${name}-1`],
}))

const handler = 'export default { bonghwa: "function", handle() {} }'
const manifest = (name: string, spec: string) =>
  `apiVersion: bonghwa.dev/v1\nkind: Function\nmetadata: { name: ${name} }\nspec: ${spec}\n`
const scaledObject = (target: string, spec = '', metadata = "mode: QueueLength, value: '5'") =>
  `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: ${target} }
spec:
  scaleTargetRef: { name: ${target} }
  triggers: [{ type: rabbitmq, metadata: { host: 'http://localhost/', queueName: q, ${metadata} } }]
  ${spec}`
const greet = {
  'greet/function.yaml': manifest('greet', '{ handler: ./greet.js }'),
  'greet/greet.js': handler,
}

const refused: readonly {
  readonly sentence: string
  readonly files: Readonly<Record<string, string>>
  readonly message: RegExp
}[] = [
  {
    sentence: 'a folder without a function',
    files: { 'readme.txt': '' },
    message: /there is no function\.yaml in it/,
  },
  {
    sentence: 'fewer replicas at most than at least',
    files: {
      ...greet,
      'greet/function.yaml': manifest(
        'greet',
        '{ handler: ./greet.js, scale: { minReplicaCount: 3, maxReplicaCount: 2 } }',
      ),
    },
    message: /function\.yaml:4 spec\.scale\.minReplicaCount: must not be above maxReplicaCount/,
  },
  {
    sentence: 'the same in a ScaledObject',
    files: { ...greet, 'scale.yaml': scaledObject('greet', 'minReplicaCount: 5\n  maxReplicaCount: 4') },
    message: /scale\.yaml:7 spec\.minReplicaCount: 5 must not be above maxReplicaCount, which is 4/,
  },
  {
    sentence: 'an idle count that is not below the least',
    files: { ...greet, 'scale.yaml': scaledObject('greet', 'idleReplicaCount: 2\n  minReplicaCount: 2') },
    message: /idleReplicaCount: 2 must be below minReplicaCount, which is 2/,
  },
  {
    sentence: 'a mode that the trigger does not have',
    files: { ...greet, 'scale.yaml': scaledObject('greet', '', "mode: Bogus, value: '5'") },
    message: /scale\.yaml:6 spec\.triggers\[0\]\.metadata\.mode: .*Bogus/,
  },
  {
    sentence: 'a target of a trigger that is no number',
    files: { ...greet, 'scale.yaml': scaledObject('greet', '', 'mode: QueueLength, value: many') },
    message: /spec\.triggers\[0\]\.metadata\.value: .*many/,
  },
  {
    sentence: 'a second ScaledObject on one target',
    files: { ...greet, 'a.yaml': scaledObject('greet'), 'b.yaml': scaledObject('greet') },
    message: /greet: .*a\.yaml and .*b\.yaml both scale it; KEDA takes one ScaledObject for a target/,
  },
  {
    sentence: 'a ScaledObject of nobody',
    files: { ...greet, 'a.yaml': scaledObject('grete') },
    message: /a\.yaml: it scales grete, and there is no function of that name/,
  },
  {
    sentence: 'two functions whose lanes would be one Deployment',
    files: {
      ...greet,
      'greet-east/function.yaml': manifest('greet-east', '{ handler: ../greet/greet.js }'),
    },
    message: /greet-east in seoul: its Deployment greet-east-seoul would also be that of greet in east-seoul/,
  },
  {
    sentence: 'two functions of one name',
    files: { ...greet, 'again/function.yaml': manifest('greet', '{ handler: ../greet/greet.js }') },
    message: /the name "greet" is taken by/,
  },
  {
    sentence: 'a command without a registry for its image',
    files: { 'function.yaml': manifest('greet', '{ command: [python3, greet.py] }') },
    message: /greet: it runs a command \(python3\), whose files and programs need an image; give --registry/,
  },
  {
    sentence: 'a bundle too large for a ConfigMap, without a registry',
    files: { ...greet, 'greet/greet.js': `${handler}\nexport const large = '${'x'.repeat(950_000)}'` },
    message: /greet: its bundle of \d+ kB does not fit into a ConfigMap \(900 kB\); give --registry/,
  },
  {
    sentence: 'a device that is no whole number',
    files: {
      ...greet,
      'greet/function.yaml': manifest('greet', '{ handler: ./greet.js, resources: { nvidia.com/gpu: 0.5 } }'),
    },
    message: /spec\.resources\.nvidia\.com\/gpu: must be 1, 2, 3/,
  },
  {
    sentence: 'a trigger that every gateway would pull',
    files: {
      ...greet,
      'greet/function.yaml': manifest('greet', "{ handler: ./greet.js, on: [{ cron: '0 7 * * *' }] }"),
    },
    message: /greet: its cron trigger works on one machine only/,
  },
  {
    sentence: 'a time-out without end',
    files: {
      ...greet,
      'greet/function.yaml': manifest('greet', '{ handler: ./greet.js, timeoutSeconds: 7200 }'),
    },
    message: /spec\.timeoutSeconds: must be at most 3600/,
  },
]

describe('No manifests are made of', () => {
  for (const [index, { sentence, files, message }] of refused.entries()) {
    it(sentence, async () => {
      const directory = join(scratch, String(index))
      for (const [name, text] of Object.entries(files)) {
        const file = join(directory, name)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
      await assert.rejects(async () => render(await readFolder(directory, regions, defaultSettings)), {
        code: 'BONGHWA_MANIFEST_REFUSED',
        message,
      })
    })
  }
})
