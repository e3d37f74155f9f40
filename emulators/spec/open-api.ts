import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { readSpec } from './load-spec.ts'

type Json = Record<string, unknown>

export interface OpenApi {
  /** Problems of a value under the schema at a JSON pointer of the document; none when it fits. */
  check(pointer: string, value: unknown): { where: string; message: string }[]
}

const loaded = new Map<string, Promise<OpenApi>>()

/**
 * An OpenAPI 3.1 document whose schemas are compiled one by one, as they are asked for: the documents are large.
 * `correct` may mend the parsed document before it is used; each mending says why where it is defined.
 */
export function openApi(name: string, correct: (document: Json) => void = () => {}): Promise<OpenApi> {
  const known = loaded.get(name) ?? load(name, correct)
  loaded.set(name, known)
  return known
}

async function load(name: string, correct: (document: Json) => void): Promise<OpenApi> {
  const [{ parse }, { default: Ajv }, { default: addFormats }, text] = await Promise.all([
    import('yaml'),
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    readSpec(name),
  ])
  const document = parse(text, { maxAliasCount: -1 }) as Json
  mendNullable(document)
  correct(document)
  const ajv = new Ajv.default({ strict: false, allErrors: false, logger: false, validateSchema: false })
  addFormats.default(ajv)
  // The stock format takes only public host names; the documents mean any address.
  ajv.addFormat('url', (text) => URL.canParse(text))
  ajv.addSchema(document, name)
  const compiled = new Map<string, ValidateFunction>()
  return {
    check(pointer, value) {
      const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `${name}#${pointer}` })
      compiled.set(pointer, validate)
      return validate(value) ? [] : explain(validate.errors ?? [])
    },
  }
}

/** `nullable` is a word of OpenAPI 3.0 that lives on in documents of 3.1, where it has no meaning. */
function mendNullable(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  for (const inner of Object.values(node)) mendNullable(inner)
  const schema = node as Json
  if (schema.nullable !== true) return
  const { nullable, ...meant } = schema
  for (const key of Object.keys(schema)) delete schema[key]
  schema.anyOf = [meant, { type: 'null' }]
}

/** Of the errors of a union the deepest one is the one that means something. */
function explain(errors: ErrorObject[]): { where: string; message: string }[] {
  const deepest = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length).slice(0, 3)
  return deepest.map((error) => ({
    where: error.instancePath || '/',
    message: `${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
  }))
}

/** Escapes a path for use inside a JSON pointer. */
export function pointerPart(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'))
}
