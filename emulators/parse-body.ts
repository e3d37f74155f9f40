import { createHash } from 'node:crypto'

export interface UploadedFile {
  field: string
  filename: string
  mimeType: string
  bytes: Buffer
}

/** A request body by its content type. `record` is what a ledger keeps: files as facts, not as bytes. */
export interface ParsedBody {
  kind: 'none' | 'json' | 'form' | 'multipart' | 'broken' | 'other'
  json: unknown
  fields: Record<string, string>
  files: UploadedFile[]
  record: unknown
}

const nothing = { json: undefined, fields: {}, files: [], record: undefined }

export async function parseBody(raw: Buffer, contentType = ''): Promise<ParsedBody> {
  if (raw.length === 0) return { ...nothing, kind: 'none' }
  if (contentType.includes('json')) {
    try {
      const json: unknown = JSON.parse(raw.toString('utf8'))
      return { ...nothing, kind: 'json', json, record: json }
    } catch {
      return { ...nothing, kind: 'broken', record: '[not JSON]' }
    }
  }
  if (contentType.includes('x-www-form-urlencoded')) {
    const fields = Object.fromEntries(new URLSearchParams(raw.toString('utf8')))
    return { ...nothing, kind: 'form', fields, record: fields }
  }
  if (contentType.includes('multipart/form-data')) return parseMultipart(raw, contentType)
  return { ...nothing, kind: 'other', record: `[${raw.length} bytes of ${contentType || 'no type'}]` }
}

async function parseMultipart(raw: Buffer, contentType: string): Promise<ParsedBody> {
  const fields: Record<string, string> = {}
  const files: UploadedFile[] = []
  try {
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData()
    for (const [field, value] of form) {
      if (typeof value === 'string') {
        fields[field] = value
      } else {
        const bytes = Buffer.from(await value.arrayBuffer())
        files.push({ field, filename: value.name, mimeType: value.type, bytes })
      }
    }
  } catch {
    return { ...nothing, kind: 'broken', record: '[broken multipart body]' }
  }
  const record = {
    fields,
    files: files.map(({ field, filename, mimeType, bytes }) => ({
      field,
      filename,
      mimeType,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  }
  return { kind: 'multipart', json: undefined, fields, files, record }
}
