import { defineFunction } from '../../../function/define.ts'

export default defineFunction((event, { attempt }) => ({ event, attempt }))
