import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl'

const source = 'past-incidents'
const clusters = 'past-clusters'
const counts = 'past-counts'
const points = 'past-points'
const layers = [counts, clusters, points]

/**
 * Every incident that there ever was in the part of the map that is seen, clustered by the page. The map's style may
 * change: what is drawn is drawn again.
 *
 * @returns takes it away
 */
export function showIncidentClusters(map: MapLibre): () => void {
  const draw = () => {
    if (map.getSource(source) === undefined) addLayers(map)
  }
  const ask = () => {
    map.getSource<GeoJSONSource>(source)?.setData(addressOf(map))
  }
  const zoom = (event: MapMouseEvent) => void zoomInto(map, event)
  map.on('style.load', draw)
  map.on('moveend', ask)
  map.on('click', clusters, zoom)
  if (map.isStyleLoaded()) draw()
  else map.once('idle', draw)
  return () => {
    map.off('style.load', draw)
    map.off('idle', draw)
    map.off('moveend', ask)
    map.off('click', clusters, zoom)
    // A map that was removed meanwhile has no style.
    if (map.style === undefined) return
    for (const layer of layers) if (map.getLayer(layer) !== undefined) map.removeLayer(layer)
    if (map.getSource(source) !== undefined) map.removeSource(source)
  }
}

function addressOf(map: MapLibre): string {
  const [[west, south], [east, north]] = map.getBounds().toArray()
  const box = [west, south, east, north].map((degrees) => degrees.toFixed(3))
  return `${location.origin}/api/incidents/points?bbox=${box.join()}`
}

function addLayers(map: MapLibre): void {
  const colour = coloursOfPage()
  map.addSource(source, {
    type: 'geojson',
    data: addressOf(map),
    cluster: true,
    clusterRadius: 44,
    clusterMaxZoom: 15,
  })
  map.addLayer({
    id: clusters,
    type: 'circle',
    source,
    filter: ['has', 'point_count'],
    paint: {
      'circle-color': colour('--raised'),
      'circle-opacity': 0.88,
      'circle-stroke-color': colour('--ember'),
      'circle-stroke-width': 1.5,
      'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0, 11, 5, 30],
    },
  })
  map.addLayer({
    id: counts,
    type: 'symbol',
    source,
    filter: ['has', 'point_count'],
    layout: {
      'text-field': ['get', 'point_count_abbreviated'],
      // A style with glyphs of its own has this one; the built-in map draws with the page's font.
      'text-font': [map.getStyle().glyphs === undefined ? 'Pretendard Variable' : 'Noto Sans Regular'],
      'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': colour('--ink') },
  })
  map.addLayer({
    id: points,
    type: 'circle',
    source,
    filter: ['!', ['has', 'point_count']],
    paint: {
      'circle-radius': 4,
      'circle-color': [
        'match',
        ['get', 'label'],
        'accident',
        colour('--accident'),
        'fire',
        colour('--fire'),
        colour('--weapon'),
      ],
      'circle-stroke-color': colour('--ground'),
      'circle-stroke-width': 1,
    },
  })
}

function coloursOfPage(): (name: string) => string {
  const style = getComputedStyle(document.documentElement)
  return (name) => style.getPropertyValue(name).trim()
}

async function zoomInto(map: MapLibre, { point }: MapMouseEvent): Promise<void> {
  const [feature] = map.queryRenderedFeatures(point, { layers: [clusters] })
  const shown = map.getSource<GeoJSONSource>(source)
  if (feature?.geometry.type !== 'Point' || shown === undefined) return
  const [longitude = 0, latitude = 0] = feature.geometry.coordinates
  const zoom = await shown.getClusterExpansionZoom(Number(feature.properties.cluster_id))
  map.easeTo({ center: [longitude, latitude], zoom, duration: 250 })
}
