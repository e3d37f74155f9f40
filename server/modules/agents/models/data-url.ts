import type { ModelImage } from './chat-model.ts'

export function dataUrl(image: ModelImage): string {
  return `data:${image.mimeType};base64,${Buffer.from(image.bytes).toString('base64')}`
}
