import type { Deps } from '../../platform/module.ts'
import { openWith, sealedKeyId, sealWith } from '../../platform/sealing.ts'
import { masterKeys } from '../../platform/secrets.ts'
import { fail } from './errors.ts'

const context = ['file-link']
/** Providers fetch a file while a send waits for it, and try again for some minutes. */
const lifetimeMs = 15 * 60_000

/**
 * An address for a program that fetches a file by itself and cannot sign in: for this one file, and for a quarter of an hour. What it opens is sealed into
 * it, so that it can be neither guessed nor changed, and says nothing to whoever reads it in a log.
 */
export function linkFile({ config, clock }: Deps, workspaceId: string, fileId: string): string {
  const content = JSON.stringify([workspaceId, fileId, clock.now().getTime() + lifetimeMs])
  return `${config.publicUrl}/files/${sealWith(masterKeys(config).current, context, Buffer.from(content))}`
}

/** @throws AppError `file-not-found` for a link that has expired, or that is none of ours */
export function openFileLink({ config, clock }: Deps, link: string): { workspaceId: string; fileId: string } {
  const { current, previous } = masterKeys(config)
  const key = [current, previous].find((one) => one !== null && one.id === sealedKeyId(link))
  if (!key) throw fail('file-not-found')
  const [workspaceId, fileId, until] = read(key, link)
  if (until < clock.now().getTime()) throw fail('file-not-found')
  return { workspaceId, fileId }
}

function read(key: Parameters<typeof openWith>[0], link: string): [workspaceId: string, fileId: string, until: number] {
  try {
    return JSON.parse(openWith(key, context, link).toString())
  } catch (cause) {
    throw fail('file-not-found', { cause })
  }
}
