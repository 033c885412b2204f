// Loaded only where there is a broker. An `import()` of the package itself would have no names once it is bundled.
export { Connection } from 'rabbitmq-client'
