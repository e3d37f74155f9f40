/**
 * The name under which clients made from the document know a call, from its method and path: `GET /contacts` listContacts, `GET /contacts/:id`
 * getContact, `POST /conversations/:id/take` takeConversation, `POST /knowledge/:id/sources` createKnowledgeSource.
 */
export function operationName(method: string, url: string): string {
  const parts = url.replace(/^\/api\/v1\//, '').split('/')
  const words = parts.filter((part) => !isParameter(part))
  const last = words.at(-1) ?? ''
  if (isParameter(parts.at(-1) ?? '')) return camel([verbs[method] ?? method, ...words.map(singular)])
  if (method === 'GET' && isPlural(last)) return camel(['list', ...words.slice(0, -1).map(singular), last])
  if (method === 'POST' && !isPlural(last) && words.length > 1) return camel([last, ...words.slice(0, -1).map(singular)])
  if (method === 'GET' && !isPlural(last) && words.length > 1) return camel(['get', ...words.slice(0, -1).map(singular), last])
  return camel([verbs[method] ?? method, ...words.map(singular)])
}

const verbs: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'replace', PATCH: 'update', DELETE: 'delete' }

function isParameter(part: string): boolean {
  return part.startsWith(':') || part.startsWith('{')
}

/** `knowledge` has no plural, and is a list all the same. */
function isPlural(word: string): boolean {
  return word.endsWith('s') || word === 'knowledge'
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/s$/, '')
}

function camel(words: readonly string[]): string {
  const [first = '', ...rest] = words.flatMap((word) => word.split('-'))
  return [first.toLowerCase(), ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}
