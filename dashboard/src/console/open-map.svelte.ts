import type { Map as MapLibre } from 'maplibre-gl'
import { onMount } from 'svelte'
import type { Place } from '../api.ts'
import { offlineStyle } from '../map/map-style.ts'
import { theme } from '../theme.svelte.ts'
import type { Words } from '../words.ts'

type Library = typeof import('../map/maplibre.ts')

/** A map that stands on the page, and what it was made with. */
export interface OpenMap {
  readonly library: Library
  readonly map: MapLibre
}

export interface MapWishes {
  readonly container: HTMLElement | undefined
  /** The city's own style, none for the built-in map; undefined while that is not known. */
  readonly style: string | null | undefined
  readonly attribution: string
  readonly words: Words
}

/** How long the city's own style may take to come, in milliseconds. */
const patience = 8000

const still = matchMedia('(prefers-reduced-motion: reduce)')

/** A map as its component wishes it, which it must be called from; redrawn with the theme and the language. */
export function pageMap(wishes: () => MapWishes) {
  let library = $state.raw<Library>()
  let opened = $state.raw<OpenMap>()
  let impossible = $state(false)
  /** The city's own style could not be loaded, or there is none. */
  let offline = $state(false)
  /** The theme and language that the built-in map was last drawn for. */
  let drawn = ''

  onMount(() => {
    let gone = false
    import('../map/maplibre.ts')
      .then((loaded) => {
        if (!gone) library = loaded
      })
      .catch(() => {
        impossible = true
      })
    return () => {
      gone = true
      opened?.map.remove()
    }
  })

  $effect(() => {
    const { container, style, attribution, words } = wishes()
    if (library === undefined || container === undefined || opened !== undefined || style === undefined)
      return
    try {
      const map = mapIn(library, container, { style, attribution, words })
      const tooLate = setTimeout(fallBack, patience)
      map.on('error', fallBack)
      map.once('styledata', () => {
        clearTimeout(tooLate)
        map.off('error', fallBack)
      })
      opened = { library, map }
      drawn = `${theme.current} ${words.language}`
      offline = style === null
    } catch {
      impossible = true
    }
  })

  $effect(() => {
    const { language } = wishes().words
    const wanted = `${theme.current} ${language}`
    if (!offline || opened === undefined || wanted === drawn) return
    drawn = wanted
    opened.map.setStyle(offlineStyle(theme.current, language), { diff: false })
  })

  function fallBack() {
    if (offline) return
    offline = true
    drawn = ''
  }

  return {
    get opened() {
      return opened
    },
    /** There is no WebGL, or the library could not be loaded. */
    get impossible() {
      return impossible
    },
    get offline() {
      return offline
    },
    /** Moves the picture so that all of these are in it. */
    show(places: readonly Place[], moving = true) {
      if (opened === undefined || places.length === 0) return
      const bounds = new opened.library.LngLatBounds()
      for (const { longitude, latitude } of places) bounds.extend([longitude, latitude])
      const animate = moving && !still.matches
      opened.map.fitBounds(bounds, { padding: 64, maxZoom: 12.5, animate, duration: 250 })
    },
  }
}

function mapIn(
  { MapLibre, NavigationControl, ScaleControl }: Library,
  container: HTMLElement,
  { style, attribution, words }: Omit<MapWishes, 'container'>,
): MapLibre {
  const map = new MapLibre({
    container,
    style: style ?? offlineStyle(theme.current, words.language),
    center: [127.4, 36.6],
    zoom: 6,
    minZoom: 4.5,
    maxBounds: [
      [119.2, 30.2],
      [136.8, 44.8],
    ],
    attributionControl: {
      compact: true,
      ...(style !== null && { customAttribution: attribution }),
    },
    localIdeographFontFamily: "'Pretendard Variable', sans-serif",
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    locale: {
      'CooperativeGesturesHandler.WindowsHelpText': words.map.zoomHint,
      'CooperativeGesturesHandler.MacHelpText': words.map.zoomHint,
      'CooperativeGesturesHandler.MobileHelpText': words.map.touchHint,
    },
  })
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left')
  map.touchZoomRotate.disableRotation()
  return map
}
