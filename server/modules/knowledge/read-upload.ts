import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { largestUpload } from './add-file.ts'
import { fail } from './errors.ts'

export interface Upload {
  stream: Readable
  name: string | null
  claimedType: string | null
  title: string | undefined
}

/**
 * The one file of a multipart request, and the field `title` if it stands before it.
 * @throws AppError `file-missing-in-upload`, `upload-too-large`
 */
export async function readUpload<T>(request: FastifyRequest, take: (upload: Upload) => Promise<T>): Promise<T> {
  let title: string | undefined
  for await (const part of request.parts({ limits: { files: 1, fileSize: largestUpload + 1 } })) {
    if (part.type === 'field') {
      if (part.fieldname === 'title' && typeof part.value === 'string') title = part.value
      continue
    }
    return take({ stream: part.file, name: part.filename || null, claimedType: part.mimetype || null, title })
  }
  throw fail('file-missing-in-upload')
}
