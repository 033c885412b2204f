/** MapLibre with its worker, loaded apart from the page since the map is the heaviest thing on it. */
import 'maplibre-gl/dist/maplibre-gl.css'
import { setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

setWorkerUrl(workerUrl)

export { LngLatBounds, Map as MapLibre, Marker, NavigationControl, ScaleControl } from 'maplibre-gl'
