import type { PageRules } from '../../contract/widget-appearance.ts'

/** Whether the chat is on a page: on all, or on those of `show`, and on none of `hide`. */
export function isOnPage({ show, hide }: PageRules, path: string): boolean {
  const plain = readable(path)
  const fits = (pattern: string) => matches(pattern, plain)
  return (show.length === 0 || show.some(fits)) && !hide.some(fits)
}

/** `*` stands for any characters; the slash at the end of a path says nothing. */
function matches(pattern: string, path: string): boolean {
  const parts = withoutSlash(pattern)
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(withoutSlash(path))
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path
}

/** Owners write `/доставка`; browsers say it in percent signs. */
function readable(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
