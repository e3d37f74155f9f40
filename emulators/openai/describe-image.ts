import sharp from 'sharp'
import type { MediaKnowledge } from './media-knowledge.ts'
import { OpenAiError } from './openai-error.ts'

const named: [string, number, number, number][] = [
  ['black', 0, 0, 0],
  ['white', 255, 255, 255],
  ['grey', 128, 128, 128],
  ['red', 220, 40, 40],
  ['orange', 245, 140, 30],
  ['yellow', 245, 220, 50],
  ['green', 50, 160, 70],
  ['teal', 15, 118, 110],
  ['blue', 40, 90, 220],
  ['purple', 130, 60, 180],
  ['pink', 240, 150, 190],
  ['brown', 120, 75, 40],
  ['beige', 235, 220, 195],
]

/** Says what can be known of a picture without seeing: what was registered for it, else its size, shape and colours. */
export function createImageDescriber(knowledge: MediaKnowledge): (address: string) => Promise<string> {
  return async (address) => {
    const bytes = await load(address)
    const known = knowledge.find(bytes)
    if (known !== undefined) return known
    try {
      const image = sharp(bytes, { limitInputPixels: 50_000_000 })
      const { width, height } = await image.metadata()
      const { dominant } = await image.flatten({ background: '#ffffff' }).stats()
      const shape = width > height * 1.1 ? 'landscape' : height > width * 1.1 ? 'portrait' : 'square'
      return `a ${shape} picture of ${width} by ${height} pixels, mostly ${colourName(dominant)}.`
    } catch {
      throw new OpenAiError(
        400,
        'invalid_image_format',
        'You uploaded an unsupported image. Please make sure your image has of one the following formats: png, jpeg, gif, webp.',
      )
    }
  }
}

async function load(address: string): Promise<Buffer> {
  const inline = /^data:image\/[a-z0-9.+-]+;base64,(.*)$/is.exec(address)
  if (inline) return Buffer.from(inline[1] ?? '', 'base64')
  if (!/^https?:\/\//.test(address))
    throw new OpenAiError(400, 'invalid_image_url', 'Invalid image URL: expected a URL or a base64 data URL.')
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(10_000) })
    if (!response.ok) throw new Error(String(response.status))
    return Buffer.from(await response.arrayBuffer())
  } catch {
    throw new OpenAiError(400, 'invalid_image_url', 'Error while downloading the image.')
  }
}

function colourName({ r, g, b }: { r: number; g: number; b: number }): string {
  const distance = ([, red, green, blue]: (typeof named)[number]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
  return named.toSorted((one, other) => distance(one) - distance(other))[0]?.[0] ?? 'grey'
}
