import { Ajv2020 } from 'ajv/dist/2020.js'

type Json = Record<string, unknown>

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** What the document breaks of OpenAPI 3.1.1 and of what we ask of every operation, as sentences. */
export function findFaults(document: Json): string[] {
  const faults: string[] = []
  const { openapi, info, paths, tags, servers } = document
  if (!/^3\.1\.\d+$/.test(String(openapi))) faults.push('openapi: is not 3.1')
  if (!isText(asJson(info).title) || !isText(asJson(info).version)) faults.push('info: has no title or no version')
  if (!Array.isArray(servers) || !servers.every((server: Json) => URL.canParse(String(server.url)))) faults.push('servers: have no address')
  const names = new Set((tags as Json[] | undefined)?.map((tag) => String(tag.name)))
  const ids = new Set<string>()
  for (const [path, item] of Object.entries(asJson(paths))) {
    if (!path.startsWith('/')) faults.push(`${path}: does not start with a slash`)
    for (const [method, operation] of Object.entries(asJson(item))) {
      if (!methods.includes(method)) faults.push(`${path}: ${method} is no method`)
      const where = `${method.toUpperCase()} ${path}`
      faults.push(...faultsOfOperation(document, path, asJson(operation), names).map((fault) => `${where}: ${fault}`))
      const id = String(asJson(operation).operationId)
      if (ids.has(id)) faults.push(`${where}: the operationId ${id} is there twice`)
      ids.add(id)
    }
  }
  return [...faults, ...faultsOfReferences(document), ...faultsOfSchemas(document)]
}

function faultsOfOperation(document: Json, path: string, operation: Json, tags: ReadonlySet<string>): string[] {
  const faults: string[] = []
  const given = (operation.tags as string[] | undefined) ?? []
  if (given.length === 0) faults.push('has no tag')
  for (const tag of given) if (!tags.has(tag)) faults.push(`the tag ${tag} is not described`)
  if (!isText(operation.operationId) || !/^[a-z][A-Za-z]+$/.test(String(operation.operationId))) faults.push('has no operationId')
  const parameters = ((operation.parameters as Json[] | undefined) ?? []).map((parameter) => resolve(document, parameter))
  const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => String(name))
  const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  for (const name of wanted) if (!inPath.includes(name)) faults.push(`{${name}} is not described`)
  for (const name of inPath) if (!wanted.includes(name)) faults.push(`${name} is not in the path`)
  for (const parameter of parameters) {
    if (!['path', 'query', 'header', 'cookie'].includes(String(parameter.in)) || !isText(parameter.name))
      faults.push('has a parameter without name or place')
    if (parameter.in === 'path' && parameter.required !== true) faults.push(`${String(parameter.name)} is not required`)
    if (!parameter.schema && !parameter.content) faults.push(`${String(parameter.name)} has no schema`)
  }
  const keys = parameters.map((parameter) => `${String(parameter.in)} ${String(parameter.name)}`)
  if (new Set(keys).size < keys.length) faults.push('has a parameter twice')
  const schemes = Object.keys(asJson(asJson(document.components).securitySchemes))
  if (!Array.isArray(operation.security)) faults.push('does not say who may call it')
  else
    for (const scheme of operation.security.flatMap((one: Json) => Object.keys(one)))
      if (!schemes.includes(scheme)) faults.push(`${scheme} is not described`)
  return [...faults, ...faultsOfResponses(document, asJson(operation.responses))]
}

function faultsOfResponses(document: Json, responses: Json): string[] {
  const faults: string[] = []
  const resolved = Object.entries(responses).map(
    ([status, response]) => ({ status, ...resolve(document, asJson(response)) }) as Json & { status: string },
  )
  if (!resolved.some(({ status }) => status.startsWith('2'))) faults.push('does not say what it answers')
  if (!resolved.some(({ status }) => status === 'default')) faults.push('does not say how it fails')
  for (const { status, description, content } of resolved) {
    if (!/^([1-5](\d\d|XX)|default)$/.test(status)) faults.push(`${status} is no status`)
    if (!isText(description)) faults.push(`${status} has no description`)
    const types = Object.entries(asJson(content))
    if (status.startsWith('2') && status !== '204' && !types.some(([, media]) => asJson(media).schema))
      faults.push(`${status} has no schema`)
    const isFailure = /^[45]|default/.test(status)
    if (isFailure && !types.some(([type]) => type === 'application/problem+json')) faults.push(`${status} is no problem document`)
  }
  return faults
}

function faultsOfReferences(document: Json): string[] {
  const faults: string[] = []
  walk(document, '#', (value, where) => {
    if (typeof value.$ref === 'string' && find(document, value.$ref) === undefined) faults.push(`${where}: ${value.$ref} leads nowhere`)
  })
  return faults
}

/** In OpenAPI 3.1 schemas are JSON Schema 2020-12: each must be valid by its own meta-schema. */
function faultsOfSchemas(document: Json): string[] {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const faults: string[] = []
  walk(document, '#', (value, where) => {
    const schema = value.schema
    if (where.includes('/schema') || typeof schema !== 'object' || schema === null) return
    if (!ajv.validateSchema(schema)) faults.push(`${where}/schema: ${ajv.errorsText(ajv.errors)}`)
  })
  return faults
}

function walk(value: unknown, where: string, visit: (value: Json, where: string) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) visit(value as Json, where)
  for (const [key, inner] of Object.entries(value)) walk(inner, `${where}/${key}`, visit)
}

function resolve(document: Json, value: Json): Json {
  return typeof value.$ref === 'string' ? asJson(find(document, value.$ref)) : value
}

function find(document: Json, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => asJson(value)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0
}
