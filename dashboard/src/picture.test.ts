import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Camera, FunctionState, IncidentFeature, Post } from './api.ts'
import { emptyPicture, kept, type News, type Picture, receive } from './picture.ts'

describe('the picture', () => {
  it('keeps a point of history only when replicas or waiting messages change', () => {
    const picture = told(
      [0, { kind: 'functions', data: [postFire({ replicas: 0 })] }],
      [200, { kind: 'functions', data: [postFire({ replicas: 0 })] }],
      [400, { kind: 'functions', data: [postFire({ replicas: 1 })] }],
      [600, { kind: 'functions', data: [postFire({ replicas: 1, messagesReady: 3 })] }],
    )
    assert.deepEqual(picture.history['post-fire'], [
      { at: 0, replicas: 0, messagesReady: 0 },
      { at: 400, replicas: 1, messagesReady: 0 },
      { at: 600, replicas: 1, messagesReady: 3 },
    ])
  })

  it('forgets old history, the point still in force excepted', () => {
    const picture = told(
      [0, { kind: 'functions', data: [postFire({ replicas: 0 })] }],
      [1000, { kind: 'functions', data: [postFire({ replicas: 2 })] }],
      [2000, { kind: 'functions', data: [postFire({ replicas: 1 })] }],
      [kept + 1500, { kind: 'functions', data: [postFire({ replicas: 0 })] }],
    )
    assert.deepEqual(
      picture.history['post-fire']?.map((point) => point.replicas),
      [2, 1, 0],
    )
  })

  it('puts what the city remembers before what the stream told since', () => {
    const picture = told(
      [10_000, { kind: 'functions', data: [postFire({ replicas: 2 })] }],
      [
        11_000,
        {
          kind: 'history',
          data: [
            { at: at(1000), function: 'post-fire', replicas: 0, messagesReady: 0 },
            { at: at(9000), function: 'post-fire', replicas: 1, messagesReady: 0 },
          ],
        },
      ],
    )
    assert.deepEqual(
      picture.history['post-fire']?.map((point) => [point.at, point.replicas]),
      [
        [1000, 0],
        [9000, 1],
        [10_000, 2],
      ],
    )
  })

  it('notes each instance once, with how it was woken', () => {
    const awake = postFire({ replicas: 1, instances: [instance('a', 'stand-by', 300)] })
    const picture = told(
      [400, { kind: 'functions', data: [awake] }],
      [600, { kind: 'functions', data: [awake] }],
    )
    assert.deepEqual(picture.starts, [{ at: 300, function: 'post-fire', instance: 'a', tier: 'stand-by' }])
  })

  it('replaces an incident that changes and keeps the newest first', () => {
    const picture = told(
      [0, { kind: 'incidents', data: [incident('old', 1000), incident('new', 2000)] }],
      [1, { kind: 'incident', data: incident('old', 1000, 'closed') }],
      [2, { kind: 'incident', data: incident('newest', 3000) }],
    )
    assert.deepEqual(
      picture.incidents?.map(({ id, properties }) => [id, properties.state]),
      [
        ['newest', 'open'],
        ['new', 'open'],
        ['old', 'closed'],
      ],
    )
  })

  it('replaces a reviewed post', () => {
    const picture = told(
      [0, { kind: 'posts', data: [post('p', 'waiting')] }],
      [1, { kind: 'post', data: post('p', 'published') }],
    )
    assert.deepEqual(
      picture.posts?.map(({ status }) => status),
      ['published'],
    )
  })

  it('counts the cameras that see movement', () => {
    const picture = told(
      [0, { kind: 'cameras', data: [camera(false), camera(false)] }],
      [500, { kind: 'cameras', data: [camera(true), camera(false)] }],
    )
    assert.deepEqual(
      picture.movement.map((point) => [point.at, point.replicas]),
      [
        [0, 0],
        [500, 1],
      ],
    )
  })

  it('leaves the picture it was given as it was', () => {
    const before = told([0, { kind: 'incidents', data: [incident('a', 1)] }])
    receive(before, { kind: 'incident', data: incident('b', 2) }, 1)
    assert.equal(before.incidents?.length, 1)
  })
})

function told(...news: [now: number, news: News][]): Picture {
  return news.reduce((picture, [now, one]) => receive(picture, one, now), emptyPicture)
}

const at = (milliseconds: number) => new Date(milliseconds).toISOString()

function postFire(state: Partial<FunctionState>): FunctionState {
  return {
    name: 'post-fire',
    on: [],
    replicas: 0,
    minReplicaCount: 0,
    cooldownPeriod: 15,
    dropped: 0,
    invocations: 0,
    errors: 0,
    instanceSeconds: 0,
    maxReplicaCount: 10,
    messagesReady: 0,
    messagesUnacknowledged: 0,
    deadLetters: 0,
    coldStarts: {},
    lastActiveAt: null,
    problem: null,
    lanes: [],
    instances: [],
    ...state,
  }
}

const instance = (id: string, tier: string, startedAt: number) => ({
  inFlight: 0,
  id,
  tier,
  region: 'seoul',
  node: 'seoul-1',
  state: 'ready',
  startedAt: at(startedAt),
})

const incident = (id: string, openedAt: number, state: 'open' | 'closed' = 'open') =>
  ({ id, properties: { id, state, openedAt: at(openedAt) } }) as IncidentFeature

const post = (id: string, status: Post['status']) => ({ id, status, postedAt: at(0) }) as Post

const camera = (moving: boolean) => ({ moving }) as Camera
