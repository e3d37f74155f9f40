import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Asset {
  contentType: string
  /** By content coding; `identity` is always there. */
  bytes: Partial<Record<'identity' | 'gzip' | 'br', Buffer>> & { identity: Buffer }
  /** Its name carries a hash of its content. */
  immutable: boolean
}

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
}

/** What `vite build` has made, read once: some sixty kilobytes with both compressions. Empty where nothing is built. */
export function readAssets(folder = path.join(import.meta.dirname, '../../../widget/dist')): ReadonlyMap<string, Asset> {
  if (!existsSync(folder)) return new Map()
  const read = (name: string): Buffer | undefined =>
    existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name)) : undefined
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return new Map(
    names.flatMap((name): [string, Asset][] => {
      const contentType = contentTypes[path.extname(name)]
      const identity = contentType ? read(name) : undefined
      if (!contentType || !identity) return []
      const [gzip, br] = [read(`${name}.gz`), read(`${name}.br`)]
      return [[name, { contentType, bytes: { identity, ...(gzip && { gzip }), ...(br && { br }) }, immutable: name.includes('/assets/') }]]
    }),
  )
}

/** The best coding that the asset has and the client takes. */
export function chooseCoding(asset: Asset, acceptEncoding: string | undefined): 'identity' | 'gzip' | 'br' {
  const accepted = (acceptEncoding ?? '').split(',').map((coding) => coding.trim().split(';')[0])
  return (['br', 'gzip'] as const).find((coding) => asset.bytes[coding] && accepted.includes(coding)) ?? 'identity'
}
