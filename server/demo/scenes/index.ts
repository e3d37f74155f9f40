import type { Scene } from '../scene.ts'
import { telegramScenes } from './telegram.ts'
import { websiteScenes } from './website.ts'
import { whatsappScenes } from './whatsapp.ts'
import { wholesaleScenes } from './wholesale.ts'

/** Everything that the shop has been asked of late, the oldest first. */
export const scenes: readonly Scene[] = [...whatsappScenes, ...telegramScenes, ...websiteScenes, ...wholesaleScenes].toSorted(
  (a, b) => b.minutesAgo - a.minutesAgo,
)
