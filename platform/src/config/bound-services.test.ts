import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { boundServices } from './bound-services.ts'
import { ConfigInvalidError } from './errors.ts'

describe('What Cloud Foundry has bound', () => {
  it('is a MySQL by its address, and a RabbitMQ with its management API', () => {
    const vcap = {
      'Mysql-DB': [
        {
          name: 'bonghwa-mysql',
          label: 'Mysql-DB',
          tags: ['mysql', 'document'],
          credentials: {
            uri: 'mysql://u:p%40ss@10.0.4.5:3306/op_1?reconnect=true',
            jdbcUrl: 'jdbc:mysql://…',
          },
        },
      ],
      'p-rabbitmq': [
        {
          name: 'bonghwa-rabbitmq',
          tags: ['rabbitmq'],
          credentials: {
            uri: 'amqp://u:p@10.0.4.6:5672/v',
            http_api_uri: 'https://u:p@rabbit.example.org/api/',
          },
        },
      ],
    }
    assert.deepEqual(boundServices(JSON.stringify(vcap)), {
      store: 'mysql://u:p%40ss@10.0.4.5:3306/op_1',
      queue: 'amqp://u:p@10.0.4.6:5672/v',
      management: 'https://u:p@rabbit.example.org/',
    })
  })

  it('may be told in parts, by a service of the user', () => {
    const credentials = { hostname: 'db', port: '3307', name: 'city', username: 'kim', password: 'a/b' }
    const vcap = { 'user-provided': [{ name: 'db', tags: ['mysql'], credentials }] }
    assert.deepEqual(boundServices(JSON.stringify(vcap)), { store: 'mysql://kim:a%2Fb@db:3307/city' })
  })

  it('is nothing elsewhere', () => {
    assert.deepEqual(boundServices(undefined), {})
    assert.deepEqual(boundServices('{}'), {})
  })

  it('is refused when it cannot be read', () => {
    const says = (text: string, problem: RegExp) =>
      assert.throws(
        () => boundServices(text),
        (error) => error instanceof ConfigInvalidError && problem.test(error.message),
      )
    says('{', /VCAP_SERVICES/)
    says('{"mysql": {}}', /mysql: /)
    says(
      '{"mysql": [{"name": "db", "credentials": {}}]}',
      /db: its credentials have neither uri nor hostname/,
    )
  })
})
