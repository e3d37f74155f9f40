import { readFileSync } from 'node:fs'

export interface SampleMedia {
  name: string
  label: string
  kind: 'voice' | 'image' | 'document'
  mimeType: string
  filename: string
  /** What a listener hears, for voice notes. */
  transcript?: string
  /** What a viewer sees, for pictures. */
  description?: string
  bytes: Buffer
}

const facts: Omit<SampleMedia, 'bytes'>[] = [
  {
    name: 'voice-delivery',
    label: 'Voice note (English)',
    kind: 'voice',
    mimeType: 'audio/ogg; codecs=opus',
    filename: 'voice-delivery.ogg',
    transcript: 'Hello, how long does delivery take?',
  },
  {
    name: 'voice-returns',
    label: 'Voice note (Russian)',
    kind: 'voice',
    mimeType: 'audio/ogg; codecs=opus',
    filename: 'voice-returns.ogg',
    transcript: 'Здравствуйте, как вернуть товар?',
  },
  {
    name: 'picture-mug',
    label: 'Picture of a mug',
    kind: 'image',
    mimeType: 'image/png',
    filename: 'picture-mug.png',
    description: 'A teal mug with a handle on a light table.',
  },
  {
    name: 'document-order',
    label: 'PDF: an order confirmation',
    kind: 'document',
    mimeType: 'application/pdf',
    filename: 'document-order.pdf',
  },
]

let loaded: SampleMedia[] | undefined

/** Ready-made media that a customer can send, made by `make-samples.ts` and kept as small files beside it. */
export function sampleMedia(): SampleMedia[] {
  loaded ??= facts.map((one) => ({ ...one, bytes: readFileSync(new URL(one.filename, import.meta.url)) }))
  return loaded
}

export function sampleByName(name: string): SampleMedia {
  const found = sampleMedia().find((one) => one.name === name)
  if (!found) throw new Error(`no sample is called ${name}`)
  return found
}
