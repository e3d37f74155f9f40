import { z } from 'zod'
import type { Answer } from '../http-server.ts'
import type { ParsedBody } from '../parse-body.ts'
import type { MediaKnowledge } from './media-knowledge.ts'
import { fromZod, OpenAiError } from './openai-error.ts'
import { pieces } from './stream-text.ts'

/** `.oga`, which Telegram uses, is refused: rename it to `.ogg`. */
const extensions = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'ogg', 'wav', 'webm']
const largest = 25 * 1024 * 1024

const fieldsSchema = z.strictObject({
  model: z.string().min(1),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
  prompt: z.string().optional(),
  response_format: z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json']).optional(),
  temperature: z.coerce.number().min(0).max(1).optional(),
  stream: z.enum(['true', 'false']).optional(),
  'timestamp_granularities[]': z.enum(['word', 'segment']).optional(),
  'include[]': z.string().optional(),
  chunking_strategy: z.string().optional(),
})

/** `POST /v1/audio/transcriptions`: the text registered for these bytes, else a neutral sentence about their length. */
export function transcriptions(body: ParsedBody, knowledge: MediaKnowledge, checkModel: (model: string) => void): Answer {
  if (body.kind !== 'multipart') throw new OpenAiError(400, null, 'Could not parse multipart form')
  const parsed = fieldsSchema.safeParse(body.fields)
  if (!parsed.success) throw fromZod(parsed.error)
  const { model, response_format: format = 'json', language = 'english', stream } = parsed.data
  checkModel(model)
  const file = body.files.find((one) => one.field === 'file')
  if (!file) throw new OpenAiError(400, null, "Missing required parameter: 'file'.", 'file')
  const extension = /\.([a-z0-9]+)$/i.exec(file.filename)?.[1]?.toLowerCase() ?? ''
  if (!extensions.includes(extension))
    throw new OpenAiError(400, null, `Invalid file format. Supported formats: ${JSON.stringify(extensions)}`, 'file')
  if (file.bytes.length > largest) throw new OpenAiError(413, null, 'Maximum content size limit (26214400) exceeded')
  if (file.bytes.length === 0) throw new OpenAiError(400, null, 'Audio file is too short. Minimum audio length is 0.1 seconds.', 'file')
  const whisper = model.startsWith('whisper')
  if (!whisper && !['json', 'text'].includes(format))
    throw new OpenAiError(
      400,
      'unsupported_value',
      `response_format '${format}' is not compatible with model '${model}'.`,
      'response_format',
    )

  const seconds = durationOf(file.bytes)
  const text = knowledge.find(file.bytes) ?? `This is a voice message of about ${Math.max(1, Math.round(seconds))} seconds.`
  if (stream === 'true' && !whisper) return streamed(text)
  const end = stamp(seconds)
  if (format === 'text') return { status: 200, text: `${text}\n` }
  if (format === 'srt') return { status: 200, text: `1\n00:00:00,000 --> ${end.replace('.', ',')}\n${text}\n\n` }
  if (format === 'vtt') return { status: 200, text: `WEBVTT\n\n00:00:00.000 --> ${end}\n${text}\n\n` }
  if (format === 'verbose_json') {
    const segment = {
      id: 0,
      seek: 0,
      start: 0,
      end: seconds,
      text,
      tokens: [],
      temperature: 0,
      avg_logprob: -0.2,
      compression_ratio: 1,
      no_speech_prob: 0.01,
    }
    return {
      status: 200,
      json: {
        task: 'transcribe',
        language,
        duration: seconds,
        text,
        segments: [segment],
        usage: { type: 'duration', seconds: Math.ceil(seconds) },
      },
    }
  }
  const usage = whisper
    ? { type: 'duration', seconds: Math.ceil(seconds) }
    : {
        type: 'tokens',
        input_tokens: Math.ceil(seconds * 10),
        input_token_details: { text_tokens: 0, audio_tokens: Math.ceil(seconds * 10) },
        output_tokens: Math.ceil(text.length / 4),
        total_tokens: Math.ceil(seconds * 10) + Math.ceil(text.length / 4),
      }
  return { status: 200, json: { text, usage } }
}

function streamed(text: string): Answer {
  const events = [...pieces(text).map((delta) => ({ type: 'transcript.text.delta', delta })), { type: 'transcript.text.done', text }]
  return {
    status: 200,
    bytes: Buffer.from(events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')),
    headers: { 'content-type': 'text/event-stream' },
  }
}

/** From the last granule of an Ogg stream (48 kHz) or a WAV header; other formats by their usual bit rate. */
export function durationOf(bytes: Buffer): number {
  const lastPage = bytes.lastIndexOf('OggS')
  if (lastPage >= 0 && bytes.length >= lastPage + 14) return Number(bytes.readBigUInt64LE(lastPage + 6)) / 48_000
  if (bytes.length >= 44 && bytes.toString('latin1', 0, 4) === 'RIFF') return (bytes.length - 44) / (bytes.readUInt32LE(28) || 16_000)
  return bytes.length / 4000
}

function stamp(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}
