/** Where T map's tiles come from. */
export const tmapOrigin = 'https://topopentile1.tmap.co.kr'

/**
 * A MapLibre style of T map's picture tiles, as its own JavaScript asks for them: rows are counted from the south, the key goes along as
 * `bizAppId`. A key of T map's is for pages: whoever opens the map sees it, and T map ties it to the hosts that its owner names.
 */
export function tmapStyle(key: string) {
  return {
    version: 8,
    sources: {
      tmap: {
        type: 'raster',
        tiles: [`${tmapOrigin}/tms/1.0.0/hd_tile/{z}/{x}/{y}.png?bizAppId=${encodeURIComponent(key)}`],
        scheme: 'tms',
        tileSize: 256,
        minzoom: 6,
        maxzoom: 18,
        attribution: '© TMAP Mobility',
      },
    },
    layers: [{ id: 'tmap', type: 'raster', source: 'tmap' }],
  } as const
}
