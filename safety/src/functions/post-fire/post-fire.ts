import { defineFunction } from '@bonghwa/platform/function'
import { postWriter } from '../write-post.ts'

export default defineFunction(await postWriter({ peopleExpected: false, sensitive: false }))
