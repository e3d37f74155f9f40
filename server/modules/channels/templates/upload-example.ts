import type { Readable } from 'node:stream'
import { fileTypeFromBuffer } from 'file-type'
import { type HeaderFileFormat, headerFileFormats, type TemplateRules } from '../../../../contract/templates.ts'
import type { Deps } from '../../../platform/module.ts'
import { fail } from '../errors.ts'
import { explainRefusal, openTemplates } from './open-templates.ts'

/**
 * Gives the provider a file for its reviewers. What it is, its bytes say; whether it may stand above a template, the provider's rules.
 * @throws AppError `example-type`, `example-too-large`, `template-refused`, `templates-unavailable`
 */
export async function uploadExample(
  deps: Deps,
  workspaceId: string,
  channelId: string,
  { file, filename }: { file: Readable; filename: string },
): Promise<{ format: HeaderFileFormat; handle: string }> {
  const open = await openTemplates(deps, workspaceId, channelId)
  const { rules } = open.management
  const bytes = await readAll(file, Math.max(...headerFileFormats.map((format) => rules.headerFiles[format].maxBytes)))
  const mimeType = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream'
  const format = headerFileFormats.find((one) => rules.headerFiles[one].mimeTypes.includes(mimeType))
  if (!format) throw fail('example-type', { userMessage: `An example is one of ${typesOf(rules).join(', ')}; this file is none of them.` })
  if (bytes.length > rules.headerFiles[format].maxBytes) throw tooLarge(rules.headerFiles[format].maxBytes)
  const name = plainName(filename) || format
  const handle = await open.management.uploadExample(open.connection, { format, name, mimeType, bytes }).catch(explainRefusal)
  return { format, handle }
}

/** In memory: an example is small, and the provider wants its length first. */
async function readAll(file: Readable, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of file) {
    size += (piece as Buffer).length
    if (size > maxBytes) throw tooLarge(maxBytes)
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

function typesOf({ headerFiles }: TemplateRules): string[] {
  return headerFileFormats.flatMap((format) => headerFiles[format].mimeTypes)
}

function tooLarge(maxBytes: number): Error {
  return fail('example-too-large', { userMessage: `An example of this kind may have ${Math.floor(maxBytes / 1024 / 1024)} MB.` })
}

/** Goes into the address of a call: letters, digits, dots and dashes. */
function plainName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').slice(-100)
}
