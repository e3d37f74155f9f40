/** A place on the map, as typed. */
export interface Place {
  latitude: string
  longitude: string
  name: string
  address: string
}

export const emptyPlace: Place = { latitude: '', longitude: '', name: '', address: '' }

/** Null while the coordinates are none. */
export function locationOf(place: Place): { latitude: number; longitude: number; name?: string; address?: string } | null {
  const [latitude, longitude] = [coordinate(place.latitude, 90), coordinate(place.longitude, 180)]
  if (latitude === null || longitude === null) return null
  const [name, address] = [oneLine(place.name), oneLine(place.address)]
  return { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) }
}

/** `43.238, 76.889`, as maps give it to copy, is both coordinates at once. */
export function readPair(text: string): Pick<Place, 'latitude' | 'longitude'> | null {
  const [, latitude, longitude] = /^\s*(-?\d+\.\d+)\s*[,;\s]\s*(-?\d+\.\d+)\s*$/.exec(text) ?? []
  return latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null
}

/** Neither line breaks nor long gaps. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

function coordinate(text: string, limit: number): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'))
  return Math.abs(value) <= limit ? value : null
}
