import { writeFile } from 'node:fs/promises'
import chromium from '@sparticuz/chromium'
import { PDFDocument, rgb, StandardFonts } from 'pdf-lib'
import { chromium as browserType } from 'playwright-core'
import sharp from 'sharp'
import { oggOpus } from './ogg-opus.ts'

/**
 * Makes the ready-made media that lie beside this file: `node emulators/samples/make-samples.ts`. The voice notes hum a
 * melody of vowels; what they "say" is told by `sample-media.ts`.
 */
async function makeSamples(): Promise<void> {
  await write('voice-delivery.ogg', oggOpus(await hum([220, 247, 262, 247, 220, 196, 220, 294]), 1))
  await write('voice-returns.ogg', oggOpus(await hum([196, 196, 220, 247, 220, 196, 165]), 2))
  await write('picture-mug.png', await picture())
  await write('document-order.pdf', await order())
}

async function write(name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(new URL(name, import.meta.url), bytes)
  process.stdout.write(`${name} ${bytes.length} bytes\n`)
}

/** The part of the browser's WebCodecs that is used; the server's type libraries do not have it. */
interface WebCodecs {
  AudioData: new (init: {
    format: 'f32'
    sampleRate: number
    numberOfFrames: number
    numberOfChannels: number
    timestamp: number
    data: Float32Array
  }) => object
  AudioEncoder: new (init: {
    output: (chunk: { byteLength: number; copyTo(bytes: Uint8Array): void }) => void
    error: (error: Error) => void
  }) => {
    configure(config: { codec: string; sampleRate: number; numberOfChannels: number; bitrate: number }): void
    encode(data: object): void
    flush(): Promise<void>
  }
}

/** One note a third of a second, with two formants, encoded as Opus by the browser that tests use anyway. */
async function hum(notes: number[]): Promise<Uint8Array[]> {
  const browser = await browserType.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true })
  try {
    const page = await browser.newPage()
    // AudioEncoder exists only on pages that count as secure.
    await page.route('https://sample.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>' }))
    await page.goto('https://sample.test/')
    const packets = await page.evaluate(async (frequencies) => {
      const { AudioData, AudioEncoder } = globalThis as unknown as WebCodecs
      const rate = 48_000
      const each = Math.floor(rate * 0.32)
      const samples = new Float32Array(frequencies.length * each)
      frequencies.forEach((frequency, note) => {
        for (let index = 0; index < each; index++) {
          const time = index / rate
          const envelope = Math.sin((Math.PI * index) / each) ** 0.5
          let value = 0
          for (let harmonic = 1; harmonic <= 12; harmonic++) {
            const pitch = harmonic * frequency
            const gain = Math.exp(-(((pitch - 700) / 300) ** 2)) + 0.6 * Math.exp(-(((pitch - 1200) / 350) ** 2)) + 0.1
            value += (gain / harmonic) * Math.sin(2 * Math.PI * pitch * time)
          }
          samples[note * each + index] = 0.35 * envelope * value
        }
      })
      const found: number[][] = []
      const encoder = new AudioEncoder({
        output: (chunk) => {
          const bytes = new Uint8Array(chunk.byteLength)
          chunk.copyTo(bytes)
          found.push([...bytes])
        },
        error: (error) => {
          throw error
        },
      })
      encoder.configure({ codec: 'opus', sampleRate: rate, numberOfChannels: 1, bitrate: 16_000 })
      encoder.encode(
        new AudioData({
          format: 'f32',
          sampleRate: rate,
          numberOfFrames: samples.length,
          numberOfChannels: 1,
          timestamp: 0,
          data: samples,
        }),
      )
      await encoder.flush()
      return found
    }, notes)
    return packets.map((packet) => Uint8Array.from(packet))
  } finally {
    await browser.close()
  }
}

function picture(): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">
    <rect width="320" height="240" fill="#f1efe9"/><rect y="180" width="320" height="60" fill="#d9cfbf"/>
    <path d="M205 95 h25 a30 30 0 0 1 0 70 h-25" fill="none" stroke="#0f766e" stroke-width="14"/>
    <rect x="105" y="75" width="110" height="120" rx="14" fill="#0f766e"/><ellipse cx="160" cy="77" rx="55" ry="11" fill="#115e59"/></svg>`
  return sharp(Buffer.from(drawing)).png({ palette: true, colours: 32 }).toBuffer()
}

async function order(): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.setCreationDate(new Date(0))
  document.setModificationDate(new Date(0))
  const font = await document.embedFont(StandardFonts.Helvetica)
  const page = document.addPage([360, 240])
  const lines = ['Order confirmation', 'Order number: 10482', 'One teal mug, 18.00 EUR', 'Paid by card on 3 November 2026']
  lines.forEach((line, index) => {
    page.drawText(line, { x: 36, y: 190 - index * 28, size: index === 0 ? 18 : 12, font, color: rgb(0.06, 0.46, 0.43) })
  })
  return document.save()
}

await makeSamples()
