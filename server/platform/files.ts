import { createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { fileFailure } from './file-errors.ts'
import { isId } from './ids.ts'
import { makeFolder } from './make-folder.ts'
import { measuredFile } from './measured-file.ts'

/** Where a file lies: always below its workspace, so that a workspace's files can be removed as one. */
export interface FilePlace {
  workspaceId: string
  fileId: string
}

export interface Files {
  /** Writes the whole file or none of it. @throws AppError `file-too-large` beyond `maxBytes`, `disk-full` */
  put(place: FilePlace, content: Uint8Array | Readable, options?: { contentType?: string; maxBytes?: number }): Promise<{ size: number }>
  /** @throws AppError `file-missing` */
  read(place: FilePlace): Promise<Readable>
  readBytes(place: FilePlace): Promise<Uint8Array>
  /** null: there is no such file. */
  size(place: FilePlace): Promise<number | null>
  remove(place: FilePlace): Promise<void>
  removeWorkspace(workspaceId: string): Promise<void>
  /** The ids of every file that lies in a workspace's place, whether or not anything speaks of it. */
  list(workspaceId: string): AsyncIterable<string>
  /** A path with a signature that opens this one file for at most five minutes, for those who carry no session. */
  signedPath(place: FilePlace, options?: { lifeMs?: number }): string
  isSignatureValid(place: FilePlace, query: { expires?: string | undefined; signature?: string | undefined }): boolean
}

const longestLifeMs = 5 * 60_000

export async function createFiles(options: { config: Pick<Config, 'storage' | 'secretKey' | 'dataDir'>; clock: Clock }): Promise<Files> {
  const { config, clock } = options
  const { storage } = config
  const disk = await openDisk(storage)
  const gathering = path.join(storage.driver === 'file' ? storage.folder : config.dataDir, 'incoming')
  const signingKey = createHmac('sha256', config.secretKey).update('parley file links').digest()

  const sign = ({ workspaceId, fileId }: FilePlace, expires: number): string =>
    createHmac('sha256', signingKey).update(`${workspaceId}\n${fileId}\n${expires}`).digest('base64url')

  return {
    put: async (place, content, { contentType, maxBytes = 100 * 1024 * 1024 } = {}) => {
      const key = keyOf(place)
      // A bucket needs the length before the first byte, and half a file must never stand in its place: gather it first.
      await mkdir(gathering, { recursive: true }).catch(explain)
      const folder = await mkdtemp(path.join(gathering, 'file-')).catch(explain)
      try {
        const source = content instanceof Uint8Array ? Readable.from([content]) : content
        const { file, size } = await measuredFile(source, folder, maxBytes).catch(explain)
        if (storage.driver === 'file') await disk.move(path.relative(storage.folder, file), key).catch(explain)
        else
          await disk.putStream(key, createReadStream(file), { contentLength: size, ...(contentType ? { contentType } : {}) }).catch(explain)
        return { size }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    read: async (place) => {
      const key = keyOf(place)
      // A stream from the disk complains only once it is read, where nobody may be listening yet.
      if (!(await disk.exists(key).catch(explain))) throw fileFailure('file-missing')
      return disk.getStream(key).catch(explain)
    },
    readBytes: async (place) => disk.getBytes(keyOf(place)).catch(explain),
    size: async (place) => {
      const key = keyOf(place)
      return (await disk.exists(key).catch(explain)) ? (await disk.getMetaData(key).catch(explain)).contentLength : null
    },
    remove: async (place) => disk.delete(keyOf(place)).catch(explain),
    removeWorkspace: async (workspaceId) => {
      if (!isId(workspaceId)) throw fileFailure('file-missing')
      await disk.deleteAll(workspaceId).catch(explain)
    },
    list: async function* (workspaceId) {
      if (!isId(workspaceId)) throw fileFailure('file-missing')
      let paginationToken: string | undefined
      do {
        const page = await disk.listAll(workspaceId, { recursive: true, ...(paginationToken && { paginationToken }) }).catch(noneYet)
        for (const entry of page.objects) {
          const name = entry.isFile ? path.basename(entry.key) : ''
          if (isId(name)) yield name
        }
        paginationToken = page.paginationToken
      } while (paginationToken)
    },
    signedPath: (place, { lifeMs = longestLifeMs } = {}) => {
      const expires = clock.now().getTime() + Math.min(lifeMs, longestLifeMs)
      return `/api/v1/files/${place.fileId}?workspace=${place.workspaceId}&expires=${expires}&signature=${sign(place, expires)}`
    },
    isSignatureValid: (place, { expires, signature }) => {
      const until = Number(expires)
      const now = clock.now().getTime()
      if (!signature || !Number.isSafeInteger(until) || until < now || until > now + longestLifeMs) return false
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(place, until))]
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}

/** A workspace that has never had a file has no folder. */
function noneYet(error: unknown): { paginationToken?: string; objects: [] } {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { objects: [] }
  return explain(error)
}

/** Only ids make up a key: nothing that a client typed becomes a path. */
function keyOf({ workspaceId, fileId }: FilePlace): string {
  if (!isId(workspaceId) || !isId(fileId)) throw fileFailure('file-missing')
  return `${workspaceId}/${fileId.slice(-2)}/${fileId}`
}

async function openDisk(storage: Config['storage']): Promise<Disk> {
  if (storage.driver === 'file') {
    try {
      makeFolder(storage.folder)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      const userMessage = `STORAGE_URL is not usable: it takes a folder that Parley may write to (${reason}).`
      throw fileFailure('storage-unusable', { cause, userMessage })
    }
    return new Disk(new FSDriver({ location: storage.folder, visibility: 'private' }))
  }
  // Half a second of loading that a disk installation does not need.
  const { S3Driver } = await import('flydrive/drivers/s3')
  return new Disk(
    new S3Driver({
      endpoint: storage.endpoint,
      region: storage.region,
      bucket: storage.bucket,
      credentials: { accessKeyId: storage.accessKeyId, secretAccessKey: storage.secretAccessKey },
      forcePathStyle: storage.pathStyle,
      // MinIO and others answer 501 to the checksums that newer SDKs send by themselves.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      supportsACL: false,
      visibility: 'private',
    }),
  )
}

function explain(error: unknown): never {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (cause.name === 'AppError') throw cause
    if (code === 'ENOENT' || cause.name === 'NoSuchKey' || cause.name === 'NotFound') throw fileFailure('file-missing', { cause: error })
    if (code === 'ENOSPC' || code === 'EDQUOT') throw fileFailure('disk-full', { cause: error })
  }
  throw fileFailure('storage-unreachable', { cause: error })
}
