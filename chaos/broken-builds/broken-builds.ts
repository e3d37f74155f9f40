import type { BrokenBuild } from './broken-build.ts'
import { lostAndDoubled } from './lost-and-doubled.ts'
import { outOfPlace } from './out-of-place.ts'

export const brokenBuilds: readonly BrokenBuild[] = [...lostAndDoubled, ...outOfPlace]
