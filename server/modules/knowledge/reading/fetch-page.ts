import { AppError } from '../../../platform/errors.ts'
import type { Deps } from '../../../platform/module.ts'
import { unreadable } from '../errors.ts'

export const webPagePurpose = 'knowledge.web-page'

export interface FetchedPage {
  bytes: Uint8Array
  contentType: string | null
  charset: string | null
  name: string | null
}

/**
 * One page of the public web.
 * @throws AppError `page-…`
 */
export async function fetchPage(deps: Pick<Deps, 'http'>, url: string, signal: AbortSignal): Promise<FetchedPage> {
  try {
    const response = await deps.http.fetch(webPagePurpose, url, {
      headers: {
        accept: 'text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5',
        'user-agent': 'Parley knowledge reader',
      },
      maxRedirects: 5,
      maxBytes: 10 * 1024 * 1024,
      timeoutMs: 20_000,
      signal,
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw unreadable('page-status', { userMessage: `The page answered ${response.status}${meaningOf(response.status)}.` })
    }
    const contentType = response.headers.get('content-type')
    return {
      bytes: new Uint8Array(await response.arrayBuffer()),
      contentType,
      charset: /charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? null,
      name: new URL(url).pathname.split('/').at(-1) || null,
    }
  } catch (error) {
    throw explain(error)
  }
}

function meaningOf(status: number): string {
  if (status === 404 || status === 410) return ' (there is no such page)'
  if (status === 401 || status === 403) return ' (it is not public)'
  return status === 429 ? ' (too many requests: try again later)' : status >= 500 ? ' (its server has a problem)' : ''
}

function explain(error: unknown): unknown {
  if (!(error instanceof AppError)) return error
  switch (error.code) {
    case 'address-refused':
      return unreadable('page-refused', { cause: error })
    case 'outside-too-large':
      return unreadable('page-too-large', { cause: error })
    case 'outside-timeout':
      return unreadable('page-unreachable', { userMessage: 'The page did not answer in time.', cause: error })
    case 'outside-redirects':
      return unreadable('page-unreachable', { userMessage: 'The page redirects in circles.', cause: error })
    case 'outside-unreachable':
      return unreadable('page-unreachable', { cause: error })
    default:
      return error
  }
}
