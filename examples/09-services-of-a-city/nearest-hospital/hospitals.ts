export interface Hospital {
  readonly name: string
  readonly place: { readonly latitude: number; readonly longitude: number }
}

/** Emergency rooms of Seoul and Daejeon, placed to about 200 m. Put those of your city here. */
export const hospitals: readonly Hospital[] = [
  { name: 'Seoul National University Hospital', place: { latitude: 37.5796, longitude: 126.999 } },
  { name: 'Severance Hospital', place: { latitude: 37.5622, longitude: 126.9408 } },
  { name: 'Gangnam Severance Hospital', place: { latitude: 37.4928, longitude: 127.0463 } },
  { name: 'Samsung Medical Center', place: { latitude: 37.4881, longitude: 127.0855 } },
  { name: 'Asan Medical Center', place: { latitude: 37.5265, longitude: 127.1081 } },
  { name: 'Chungnam National University Hospital', place: { latitude: 36.3169, longitude: 127.4157 } },
  { name: 'Daejeon Eulji Medical Center', place: { latitude: 36.3553, longitude: 127.3817 } },
  { name: 'Konyang University Hospital', place: { latitude: 36.3069, longitude: 127.3424 } },
]
