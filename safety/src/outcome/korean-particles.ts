/** The subject particle that follows `word`: 이 after a final consonant, 가 after a vowel. */
export function subjectOf(word: string): '이' | '가' {
  return endsInConsonant(word) ? '이' : '가'
}

/** `word` with the "and" that joins it to what follows. */
export function withAnd(word: string): string {
  return `${word}${endsInConsonant(word) ? '과' : '와'}`
}

/** Hangul syllables are numbered by initial, vowel and final: every 28th has no final consonant. */
function endsInConsonant(word: string): boolean {
  const syllable = word.charCodeAt(word.length - 1) - 0xac00
  return syllable >= 0 && syllable < 11172 && syllable % 28 !== 0
}
