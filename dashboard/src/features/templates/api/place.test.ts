import { expect, test } from 'vitest'
import { emptyPlace, locationOf, readPair } from './place.ts'

test('a place needs coordinates that are on the earth', () => {
  expect(locationOf({ ...emptyPlace, latitude: '43,238', longitude: ' 76.889 ', name: 'The  shop' })).toEqual({
    latitude: 43.238,
    longitude: 76.889,
    name: 'The shop',
  })
  for (const [latitude, longitude] of [
    ['', '1'],
    ['91', '1'],
    ['1', '181'],
    ['north', '1'],
  ] as const)
    expect(locationOf({ ...emptyPlace, latitude, longitude })).toBeNull()
})

test('both coordinates may be copied from a map at once', () => {
  expect(readPair('43.238, 76.889')).toEqual({ latitude: '43.238', longitude: '76.889' })
  expect(readPair('-1.5 2.25')).toEqual({ latitude: '-1.5', longitude: '2.25' })
  expect([readPair('43,238'), readPair('43.238'), readPair('Abay 1, 2')]).toEqual([null, null, null])
})
