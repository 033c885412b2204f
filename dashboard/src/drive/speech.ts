import type { Language } from '../words.ts'

const tags: Record<Language, string> = { ko: 'ko-KR', en: 'en-US' }

/** Whether this browser can speak at all. */
export const canSpeak = 'speechSynthesis' in window

/** Says the text now, instead of whatever is being said. */
export function speak(text: string, language: Language): void {
  if (!canSpeak) return
  const utterance = new SpeechSynthesisUtterance(text)
  utterance.lang = tags[language]
  speechSynthesis.cancel()
  speechSynthesis.speak(utterance)
}
