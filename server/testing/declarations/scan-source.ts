import { parseSync, Visitor } from 'oxc-parser'

const ownNetwork = /^(node:)?(https?|http2|net|tls|dgram)$|^(undici|axios|got|node-fetch|ws|socket\.io-client|nodemailer)$/
const globals = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])

/** Ways past the one HTTP client, the one reader of settings and the log, as sentences with their line. */
export function scanSource(file: string, source: string): string[] {
  const { program, errors, module } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const faults: string[] = []
  const add = (start: number, what: string) => faults.push(`${file}:${source.slice(0, start).split('\n').length}: ${what}`)

  for (const { moduleRequest, entries, start } of module.staticImports) {
    const isType = source.startsWith('import type', start) || (entries.length > 0 && entries.every((entry) => entry.isType))
    if (!isType && ownNetwork.test(moduleRequest.value)) add(start, `imports ${moduleRequest.value}`)
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const name = source.slice(moduleRequest.start + 1, moduleRequest.end - 1)
    if (ownNetwork.test(name)) add(moduleRequest.start, `imports ${name}`)
  }
  new Visitor({
    CallExpression: ({ callee, start }) => {
      if (callee.type === 'Identifier' && globals.has(callee.name)) add(start, `calls ${callee.name} itself`)
    },
    NewExpression: ({ callee, start }) => {
      if (callee.type === 'Identifier' && globals.has(callee.name)) add(start, `opens a ${callee.name} itself`)
    },
    MemberExpression: ({ object, property, start }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      if (['globalThis', 'global', 'window', 'self'].includes(object.name) && globals.has(property.name))
        add(start, `takes the global ${property.name}`)
      if (object.name === 'process' && property.name === 'env') add(start, 'reads the environment')
      if (object.name === 'console') add(start, 'writes past the log')
    },
    ImportDeclaration: ({ source: { value }, specifiers, start }) => {
      const takesEnv = specifiers.some(
        (one) => one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' && one.imported.name === 'env',
      )
      if (/^(node:)?process$/.test(value) && takesEnv) add(start, 'reads the environment')
    },
  }).visit(program)
  return faults
}
