import { randomBytes } from 'node:crypto'

export interface UploadSession {
  id: string
  appId: string
  token: string
  mimeType: string
  length: number
}

/** What the Resumable Upload API holds: sessions that wait for their bytes, and the handles that were given for them. */
export interface ExampleStore {
  begin(session: Omit<UploadSession, 'id'>): UploadSession
  find(id: string): UploadSession | undefined
  /** @returns the handle */
  finish(session: UploadSession): string
  /** The type of the file behind a handle; undefined for one that was never given, or has expired. */
  typeOf(handle: string): string | undefined
  clear(): void
}

/** A handle names the moment until which it is good; how long that is, Meta's pages do not say. */
const handleLifeMs = 30 * 24 * 3600_000

export function createExampleStore(clock: () => number): ExampleStore {
  const sessions = new Map<string, UploadSession>()
  const handles = new Map<string, { mimeType: string; until: number }>()
  return {
    begin(given) {
      const random = () => randomBytes(24).toString('base64url')
      const session = { ...given, id: `upload:MTphdHRhY2htZW50Ok${random()}==?sig=ARZ${random()}` }
      sessions.set(session.id, session)
      return session
    },
    find: (id) => sessions.get(id),
    finish(session) {
      sessions.delete(session.id)
      const until = clock() + handleLifeMs
      const type = Buffer.from(session.mimeType).toString('base64')
      const handle = `4::${type}:ARb${randomBytes(48).toString('base64url')}:e:${Math.floor(until / 1000)}:${session.appId}:ARa${randomBytes(12).toString('base64url')}`
      handles.set(handle, { mimeType: session.mimeType, until })
      return handle
    },
    typeOf(handle) {
      const found = handles.get(handle)
      return found && found.until > clock() ? found.mimeType : undefined
    },
    clear() {
      sessions.clear()
      handles.clear()
    },
  }
}
