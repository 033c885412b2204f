export type Theme = 'dark' | 'light'

const storageKey = 'bonghwa.theme'
const daylight = matchMedia('(prefers-color-scheme: light)')

/** Night or daylight: the system's choice until a person makes one, which is then remembered. */
class PageTheme {
  #chosen = $state<Theme | undefined>(remembered())
  #system = $state<Theme>(daylight.matches ? 'light' : 'dark')

  constructor() {
    daylight.addEventListener('change', () => {
      this.#system = daylight.matches ? 'light' : 'dark'
    })
  }

  get current(): Theme {
    return this.#chosen ?? this.#system
  }

  switch(): void {
    this.#chosen = this.current === 'dark' ? 'light' : 'dark'
    localStorage.setItem(storageKey, this.#chosen)
  }
}

export const theme = new PageTheme()

function remembered(): Theme | undefined {
  const stored = localStorage.getItem(storageKey)
  return stored === 'dark' || stored === 'light' ? stored : undefined
}
