import { mapLink, postText } from '../outcome/post-text.ts'
import { sampleIncident } from '../outcome/sample.ts'
import type { Note } from './channel.ts'

/** A message to try channels with, with the words that a post of a fire has. */
export function sampleNote(changes: Partial<Note> = {}): Note {
  const incident = sampleIncident()
  const words = postText({
    incident,
    camera: { ko: '강남대로', en: 'Gangnam-daero' },
    region: { ko: '서울', en: 'Seoul' },
    mosaicked: true,
  })
  return {
    id: 'inc-1.0/feed',
    incident: incident.id,
    part: 'post',
    label: incident.label,
    ...words,
    image: new TextEncoder().encode('a JPEG'),
    mapUrl: mapLink(incident.place),
    place: incident.place,
    at: incident.openedAt,
    virtual: incident.virtual,
    thread: null,
    ...changes,
  }
}
