import type { Incident } from '../incident/incident.ts'
import type { Post } from './post.ts'

/** An incident and a post to try things with; tests say only what matters to them. */
export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'inc-1',
    label: 'fire',
    state: 'open',
    camera: 'seoul-gangnam-daero',
    region: 'seoul',
    place: { latitude: 37.4979, longitude: 127.0276 },
    openedAt: Date.UTC(2026, 10, 24, 5, 5, 9),
    updatedAt: Date.UTC(2026, 10, 24, 5, 5, 12),
    closedAt: null,
    score: 0.71,
    box: { x: 300, y: 200, width: 80, height: 60 },
    detections: [{ label: 'fire', score: 0.71, box: { x: 300, y: 200, width: 80, height: 60 } }],
    movement: null,
    evidence: 'e'.repeat(64),
    width: 640,
    height: 360,
    frames: 9,
    virtual: true,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ...changes,
  }
}

export function samplePost(changes: Partial<Post> = {}): Post {
  return {
    id: 'post-1',
    incident: 'inc-1',
    channel: 'city',
    label: 'fire',
    region: 'seoul',
    camera: 'seoul-gangnam-daero',
    status: 'published',
    text: { ko: '불로 보이는 것이 감지되었습니다.', en: 'A possible fire was detected.' },
    alt: { ko: '도로의 사진', en: 'A photo of a road' },
    image: 'f'.repeat(64),
    mosaicked: true,
    note: null,
    place: { latitude: 37.4979, longitude: 127.0276 },
    createdAt: Date.UTC(2026, 10, 24, 5, 5, 10),
    publishedAt: Date.UTC(2026, 10, 24, 5, 5, 10),
    virtual: true,
    function: 'post-fire',
    expiresAt: null,
    describedBy: null,
    edited: false,
    refusal: null,
    ...changes,
  }
}
