import { randomBytes, randomInt } from 'node:crypto'
import type { Answer, Exchange, Route } from '../http-server.ts'
import type { Product } from './platform.ts'

export interface StoredFile {
  id: string
  accountId: string
  product: Product
  mimeType: string
  name: string
  bytes: Buffer
  /** Who knows it may fetch the file, without any token. */
  signature: string
  expiresAt: number
}

export interface FileStore {
  add(file: Omit<StoredFile, 'id' | 'signature' | 'expiresAt'>, livesMs: number): StoredFile
  /** Also after its address has expired. */
  find(id: string): StoredFile | undefined
  /** Path and query of the address from which it can be fetched. */
  addressOf(file: StoredFile): string
  open(signature: string): StoredFile | undefined
  clear(): void
}

const day = 24 * 3600_000
/** Addresses of files are signed for some days; no number is published. */
export const fileLifeMs = 7 * day
export const storyLifeMs = day

export function createFileStore(clock: () => number): FileStore {
  const files = new Map<string, StoredFile>()
  const bySignature = new Map<string, StoredFile>()
  return {
    find: (id) => files.get(id),
    add(input, livesMs) {
      const id = `${randomInt(1_000_000, 9_999_999)}${randomInt(10_000_000, 99_999_999)}`
      const file: StoredFile = { ...input, id, signature: randomBytes(32).toString('base64url'), expiresAt: clock() + livesMs }
      files.set(id, file)
      bySignature.set(file.signature, file)
      return file
    },
    addressOf({ product, id, signature, name, expiresAt }) {
      if (product === 'instagram') return `/ig_messaging_cdn/?${new URLSearchParams({ asset_id: id, signature })}`
      const until = Math.floor(expiresAt / 1000).toString(16)
      return `/v/t59.3654-21/${id}_n/${encodeURIComponent(name)}?${new URLSearchParams({ oh: signature, oe: until })}`
    },
    open(signature) {
      const file = bySignature.get(signature)
      return file && file.expiresAt > clock() ? file : undefined
    },
    clear() {
      files.clear()
      bySignature.clear()
    },
  }
}

/** The content network: no token, only the signature in the address; gone is 404. */
export function fileRoutes(files: FileStore): Route[] {
  const serve = ({ query }: Exchange): Answer => {
    const file = files.open(query.get('signature') ?? query.get('oh') ?? '')
    if (!file) return { status: 404, text: 'URL signature expired', error: 'no such file, or its address has expired' }
    return { status: 200, bytes: file.bytes, headers: { 'content-type': file.mimeType } }
  }
  return [
    { method: 'GET', pattern: /^\/ig_messaging_cdn\/$/, handle: serve },
    { method: 'GET', pattern: /^\/v\/t59\.3654-21\//, handle: serve },
  ]
}
