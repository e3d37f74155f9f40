import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'knowledge-not-found': { status: 404, title: 'There is no such knowledge base.' },
  'source-not-found': { status: 404, title: 'There is no such source.' },
  'file-missing-in-upload': { status: 400, title: 'The upload holds no file.' },
  'upload-too-large': { status: 413, title: 'The file is larger than 25 MB.' },
  'upload-empty': { status: 422, title: 'The file is empty.' },
  'cursor-invalid': { status: 400, title: 'This cursor is not one of ours: start from the first page.' },
})

/** Why a source could not be read. The title stands in the source's `statusReason`, for whoever added it. */
export const unreadable = defineErrors({
  'document-type-refused': {
    status: 422,
    title: 'This kind of file cannot be read. PDF, Word (.docx), HTML, Markdown, CSV and plain text can.',
  },
  'document-old-word': { status: 422, title: 'This is the old Word format (.doc): save it as .docx or PDF.' },
  'document-damaged': { status: 422, title: 'The file is damaged or not what its name says.' },
  'document-encrypted': { status: 422, title: 'The file is protected by a password: remove it, then add the file again.' },
  'document-without-text': { status: 422, title: 'No text was found. A scanned document needs text recognition first.' },
  'document-too-large': { status: 422, title: 'The document unpacks to more than can be read: split it into smaller files.' },
  'document-too-slow': { status: 422, title: 'Reading took too long and was stopped: split the document into smaller files.' },
  'page-refused': { status: 422, title: 'This address cannot be read: it must be a public web page.' },
  'page-status': { status: 422, title: 'The page could not be read.' },
  'page-unreachable': { status: 422, title: 'The page could not be reached.' },
  'page-too-large': { status: 422, title: 'The page is larger than 10 MB.' },
})
