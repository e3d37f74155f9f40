import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../../platform/errors.ts'
import type { DocumentFormat } from './choose-format.ts'

/** What the worker is started with. */
export interface ParseRequest {
  format: DocumentFormat
  bytes: Uint8Array
  /** Of a page: where its relative links lead from. */
  url: string | null
  charset: string | null
}

export interface ParsedDocument {
  title: string | null
  /** Markdown. */
  text: string
}

export type ParseAnswer = { document: ParsedDocument } | { code: string } | { failure: string }

/** Runs in a thread of its own (parse-document.ts): what it is given may be hostile, and its parsers are large. */
async function parse({ format, bytes, url, charset }: ParseRequest): Promise<ParsedDocument> {
  switch (format) {
    case 'pdf':
      return (await import('./parse-pdf.ts')).parsePdf(bytes)
    case 'docx':
      return (await import('./parse-docx.ts')).parseDocx(bytes)
    case 'html':
      return (await import('./parse-html.ts')).parseHtml((await import('./decode-text.ts')).decodeText(bytes, charset), url)
    case 'csv':
      return { title: null, text: (await import('./parse-csv.ts')).parseCsv((await import('./decode-text.ts')).decodeText(bytes, charset)) }
    case 'text':
      return { title: null, text: (await import('./decode-text.ts')).decodeText(bytes, charset) }
  }
}

function describeFailure(error: unknown): ParseAnswer {
  if (error instanceof AppError) return { code: error.code }
  return { failure: error instanceof Error ? error.name : 'unknown' }
}

if (parentPort) {
  const answer = await parse(workerData as ParseRequest).then((document): ParseAnswer => ({ document }), describeFailure)
  parentPort.postMessage(answer)
}
