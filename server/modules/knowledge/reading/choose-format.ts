import { fileTypeFromBuffer } from 'file-type'
import { unreadable } from '../errors.ts'

export type DocumentFormat = 'pdf' | 'docx' | 'html' | 'csv' | 'text'

/**
 * What a document is, by its bytes; its name and claimed type count only between the kinds of plain text.
 * @throws AppError `document-type-refused`, `document-old-word`, `document-encrypted`, `document-damaged`, `document-without-text`
 */
export async function chooseFormat(bytes: Uint8Array, hints: { name: string | null; claimedType: string | null }): Promise<DocumentFormat> {
  if (bytes.length === 0) throw unreadable('document-without-text')
  const extension = /\.([a-z0-9]{1,5})$/i.exec(hints.name ?? '')?.[1]?.toLowerCase() ?? ''
  const claimed = hints.claimedType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const sniffed = (await fileTypeFromBuffer(bytes.subarray(0, 64 * 1024)))?.mime ?? null
  if (sniffed === 'application/pdf') return 'pdf'
  if (sniffed === wordType) return 'docx'
  if (sniffed === 'application/x-cfb') throw unreadable(isEncryptedOffice(bytes) ? 'document-encrypted' : 'document-old-word')
  // Some writers put other entries first, so that the beginning does not tell a Word document from any archive.
  if (sniffed === 'application/zip') {
    if (extension === 'docx' || claimed === wordType) return 'docx'
    throw unreadable('document-type-refused')
  }
  if (sniffed !== null && !isText(bytes)) throw unreadable('document-type-refused')
  if (!isText(bytes)) throw unreadable(['pdf', 'docx'].includes(extension) ? 'document-damaged' : 'document-type-refused')
  const start = Buffer.from(bytes.subarray(0, 2048)).toString('latin1').trimStart().toLowerCase()
  if (start.startsWith('%pdf')) return 'pdf'
  if (/^\S{0,3}(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!doctype\s+html|<html|<head|<body)/.test(start)) return 'html'
  if (claimed === 'text/html' || extension === 'html' || extension === 'htm') return 'html'
  if (start.startsWith('<?xml') || start.startsWith('<svg') || start.startsWith('{\\rtf')) throw unreadable('document-type-refused')
  if (claimed === 'text/csv' || extension === 'csv') return 'csv'
  if (['pdf', 'docx'].includes(extension)) throw unreadable('document-damaged')
  return 'text'
}

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Office wraps a document with a password into its old container, whose one stream has this name in UTF-16. */
function isEncryptedOffice(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'))
}

/** UTF-16 with its mark, or bytes without those control characters that no text has. */
function isText(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true
  const part = bytes.subarray(0, 32 * 1024)
  return part.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c || byte === 0x1b)
}
