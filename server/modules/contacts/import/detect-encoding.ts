import type { Readable } from 'node:stream'
import { TextDecoder } from 'node:util'

const sampleBytes = 64 * 1024

/**
 * In which encoding a table was saved: by its mark, by the zeros of UTF-16, as UTF-8 if every byte of it is, else by the letters as the
 * code page of Cyrillic or of Western Europe. It reads the whole file: a table is often plain ASCII until its first name with an accent.
 */
export async function detectEncoding(file: Readable): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let sample: Buffer = Buffer.alloc(0)
  // What no ASCII is tells the code page: the first of it may come late.
  let telling: Buffer = Buffer.alloc(0)
  let isUtf8 = true
  for await (const chunk of file as AsyncIterable<Buffer>) {
    if (sample.length < sampleBytes) sample = Buffer.concat([sample, chunk.subarray(0, sampleBytes - sample.length)])
    if (telling.length < sampleBytes) telling = Buffer.concat([telling, chunk.filter((byte) => byte >= 0x80).subarray(0, sampleBytes)])
    isUtf8 &&= decodes(utf8, chunk)
  }
  const marked = byMark(sample) ?? byZeros(sample)
  if (marked) return marked
  if (isUtf8 && decodes(utf8, undefined)) return 'utf-8'
  return byLetters(sample, telling)
}

function decodes(decoder: TextDecoder, chunk: Buffer | undefined): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return true
  } catch {
    return false
  }
}

function byMark(sample: Buffer): string | null {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  return sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf ? 'utf-8' : null
}

/** Separators, digits and line ends have a zero byte in UTF-16, on the side that tells its order. */
function byZeros(sample: Buffer): string | null {
  const zeros = [0, 0]
  sample.forEach((byte, place) => {
    if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (even + odd < sample.length / 50) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/** Whole words of Cyrillic stand above 0xC0 byte after byte; accents of Western languages stand alone between ASCII letters. */
function byLetters(sample: Buffer, telling: Buffer): string {
  let pairs = 0
  let high = 0
  sample.forEach((byte, place) => {
    if (byte < 0x80) return
    high += 1
    if ((sample[place - 1] ?? 0) >= 0x80) pairs += 1
  })
  if (high > 0) return pairs > high / 3 ? 'windows-1251' : 'windows-1252'
  const upper = telling.filter((byte) => byte >= 0xc0).length
  return upper > telling.length / 2 ? 'windows-1251' : 'windows-1252'
}
