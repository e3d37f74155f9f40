import { MetaError } from './graph-error.ts'

type Node = Record<string, unknown>

/** `name,instagram_business_account{id,username}`: the fields of a node, and of the nodes in it. */
export function selectFields(all: Node, fields: string, type: string): Node {
  const picked: Node = {}
  for (const { name, inner } of splitFields(fields)) {
    if (!(name in all)) throw new MetaError(100, `Tried accessing nonexisting field (${name}) on node type (${type})`)
    const value = all[name]
    // What is not there is left out.
    if (value === undefined || value === null) continue
    picked[name] = typeof value === 'object' && !Array.isArray(value) ? selectInner(value as Node, inner, name) : value
  }
  return 'id' in all ? { ...picked, id: all.id } : picked
}

function selectInner(node: Node, inner: string | undefined, type: string): Node {
  return inner === undefined ? { id: node.id } : selectFields(node, inner, type)
}

function splitFields(fields: string): { name: string; inner: string | undefined }[] {
  const parts = fields.match(/[^,{]+(?:\{[^}]*\})?/g) ?? []
  return parts.map((part) => {
    const [name = '', inner] = part.split('{')
    return { name: name.trim(), inner: inner?.replace(/\}$/, '') }
  })
}
