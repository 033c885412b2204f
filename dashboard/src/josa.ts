/**
 * A Korean word with its particle: which of the two forms follows depends on whether the word's last syllable
 * ends in a consonant. `josa('서울', '이', '가')` is `서울이`, `josa('부산시', '이', '가')` is `부산시가`.
 */
export function josa(word: string, afterConsonant: string, afterVowel: string): string {
  return `${word}${endsInConsonant(word) ? afterConsonant : afterVowel}`
}

const firstSyllable = 0xac00
const lastSyllable = 0xd7a3

/** Hangul syllables are arranged by final consonant in groups of 28, the first of each group without one. */
function endsInConsonant(word: string): boolean {
  const code = word.trim().charCodeAt(word.trim().length - 1)
  if (code < firstSyllable || code > lastSyllable) return /[0136-8lmnr]$/i.test(word)
  return (code - firstSyllable) % 28 !== 0
}
