import mammoth from 'mammoth'
import { checkArchive } from './check-archive.ts'
import { htmlToMarkdown } from './html-to-markdown.ts'
import type { ParsedDocument } from './parse-worker.ts'

const noImages = mammoth.images.imgElement(async () => ({ src: '' }))

/** A Word document, its headings by their styles. Nothing that it refers to outside of itself is read. */
export async function parseDocx(bytes: Uint8Array): Promise<ParsedDocument> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  checkArchive(buffer)
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage: noImages, externalFileAccess: false })
  return { title: null, text: htmlToMarkdown(value, null) }
}
