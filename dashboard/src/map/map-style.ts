import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Theme } from '../theme.svelte.ts'
import type { Language } from '../words.ts'

interface Palette {
  readonly sea: string
  readonly land: string
  readonly coast: string
  readonly graticule: string
  readonly name: string
}

const palettes: Record<Theme, Palette> = {
  dark: { sea: '#0a0f1c', land: '#151e32', coast: '#3a4766', graticule: '#1b2438', name: '#8391ad' },
  light: { sea: '#ebe5d7', land: '#fbf8f1', coast: '#a79e8b', graticule: '#ddd5c3', name: '#68635a' },
}

/** The built-in map: land, coast, a thin graticule and the names of a few towns. It needs no network. */
export function offlineStyle(theme: Theme, language: Language): StyleSpecification {
  const colour = palettes[theme]
  return {
    version: 8,
    sources: {
      korea: { type: 'geojson', data: '/korea.json', attribution: 'Natural Earth · GeoNames' },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colour.sea } },
      {
        id: 'land',
        type: 'fill',
        source: 'korea',
        filter: ['==', ['get', 'kind'], 'land'],
        paint: { 'fill-color': colour.land, 'fill-antialias': false },
      },
      {
        id: 'graticule',
        type: 'line',
        source: 'korea',
        filter: ['==', ['get', 'kind'], 'graticule'],
        paint: { 'line-color': colour.graticule, 'line-width': 0.6 },
      },
      {
        id: 'fine-graticule',
        type: 'line',
        source: 'korea',
        minzoom: 9,
        filter: ['==', ['get', 'kind'], 'fine-graticule'],
        paint: { 'line-color': colour.graticule, 'line-width': 0.6 },
      },
      {
        id: 'coast',
        type: 'line',
        source: 'korea',
        filter: ['==', ['get', 'kind'], 'land'],
        paint: {
          'line-color': colour.coast,
          'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.6, 11, 1.4],
        },
      },
      {
        id: 'border',
        type: 'line',
        source: 'korea',
        filter: ['==', ['get', 'kind'], 'border'],
        paint: { 'line-color': colour.coast, 'line-width': 0.8, 'line-dasharray': [4, 4] },
      },
      ...[1, 2, 3].map(
        (rank): LayerSpecification => ({
          id: `towns-${rank}`,
          type: 'symbol',
          source: 'korea',
          minzoom: [4, 7.2, 9][rank - 1]!,
          filter: ['all', ['==', ['get', 'kind'], 'town'], ['==', ['get', 'rank'], rank]],
          layout: {
            'text-field': ['get', language],
            'text-font': ['Pretendard Variable'],
            'text-size': rank === 1 ? 13.5 : 12,
            'text-letter-spacing': 0.04,
            'text-padding': 6,
            // Left of its place, where the cameras of the town do not cover it.
            'text-anchor': 'right',
            'text-offset': [-1.7, 0],
          },
          paint: {
            'text-color': colour.name,
            'text-halo-color': colour.land,
            'text-halo-width': 1.2,
          },
        }),
      ),
    ],
  }
}
