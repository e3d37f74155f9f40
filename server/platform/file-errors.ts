import { defineErrors } from './errors.ts'

export const fileFailure = defineErrors({
  'file-missing': { status: 404, title: 'There is no such file.' },
  'file-too-large': { status: 413, title: 'The file is too large.' },
  'disk-full': { status: 507, title: 'The disk is full.' },
  'storage-unusable': { status: 500, title: 'Files cannot be kept in this folder.' },
  'storage-unreachable': { status: 503, title: 'The file storage cannot be reached.' },
})
