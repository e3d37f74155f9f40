import { createHash } from 'node:crypto'
import { sampleMedia } from '../samples/sample-media.ts'

export interface MediaKnowledge {
  register(media: Buffer | { sha256: string }, text: string): void
  find(bytes: Buffer): string | undefined
  clear(): void
}

/** What is said or seen in a file, by the hash of its bytes; the ready-made samples are known from the start. */
export function createMediaKnowledge(): MediaKnowledge {
  const known = new Map<string, string>()
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  function learnSamples(): void {
    for (const one of sampleMedia()) {
      const text = one.transcript ?? one.description
      if (text !== undefined) known.set(hash(one.bytes), text)
    }
  }
  learnSamples()
  return {
    register(media, text) {
      known.set(Buffer.isBuffer(media) ? hash(media) : media.sha256.toLowerCase(), text)
    },
    find: (bytes) => known.get(hash(bytes)),
    clear() {
      known.clear()
      learnSamples()
    },
  }
}
