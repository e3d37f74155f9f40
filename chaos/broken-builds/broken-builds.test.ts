import path from 'node:path'
import { expect, it } from 'vitest'
import { promises } from '../check/violation.ts'
import { brokenBuilds } from './broken-builds.ts'
import { brokenFiles } from './make-broken-build.ts'

const root = path.join(import.meta.dirname, '..', '..')

it.each(brokenBuilds)('$name finds the places that it breaks', (build) => {
  expect(brokenFiles(root, build).size).toBeGreaterThan(0)
})

it('breaks every promise at least once', () => {
  expect(new Set(brokenBuilds.map((build) => build.promise))).toEqual(new Set(promises))
})

it('says so when a place is gone', () => {
  const build = {
    name: 'gone',
    promise: 'known',
    expects: /nothing/,
    mistake: 'none',
    changes: [{ file: 'package.json', from: 'no such words', to: '' }],
  } as const
  expect(() => brokenFiles(root, { ...build, changes: [...build.changes] })).toThrow(/package\.json no longer has the place/)
})
