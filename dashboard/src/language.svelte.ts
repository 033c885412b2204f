import { type Language, preferredLanguage, type Words, wordsFor } from './words.ts'

const storageKey = 'bonghwa.language'

/** The language of the page: the browser's until a person chooses one, which is then remembered. */
class PageLanguage {
  #language = $state<Language>(remembered() ?? preferredLanguage(navigator.languages))

  get words(): Words {
    return wordsFor(this.#language)
  }

  get current(): Language {
    return this.#language
  }

  switch(): void {
    this.#language = this.#language === 'ko' ? 'en' : 'ko'
    localStorage.setItem(storageKey, this.#language)
  }
}

export const language = new PageLanguage()

function remembered(): Language | undefined {
  const stored = localStorage.getItem(storageKey)
  return stored === 'ko' || stored === 'en' ? stored : undefined
}
