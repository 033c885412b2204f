import type { StyleSpecification } from 'maplibre-gl'
import { getJson } from '../api.ts'
import { offlineStyle } from '../map/map-style.ts'
import type { Theme } from '../theme.svelte.ts'
import type { Language } from '../words.ts'

/** OpenFreeMap's styles of OpenStreetMap's roads: free, without a key; each names whom to thank. */
const open: Record<Theme, string> = {
  dark: 'https://tiles.openfreemap.org/styles/dark',
  light: 'https://tiles.openfreemap.org/styles/positron',
}

/** Milliseconds that a style may take to come. */
const patience = 6000

/**
 * The style that the city names, else an open one; the built-in map, which knows coasts and towns, when neither
 * comes. Roads need a network, and who serves them learns which area is looked at: see `docs/driving.md`.
 */
export async function baseStyle(theme: Theme, language: Language): Promise<StyleSpecification> {
  try {
    const { style } = await getJson<{ style: string | null }>('/api/road/map')
    const response = await fetch(style ?? open[theme], { signal: AbortSignal.timeout(patience) })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return await response.json()
  } catch {
    return offlineStyle(theme, language)
  }
}
