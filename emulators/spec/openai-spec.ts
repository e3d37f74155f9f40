import type { LedgerEntry } from '../ledger.ts'
import type { SpecReport } from './load-spec.ts'
import { openApi, pointerPart } from './open-api.ts'

const paths = ['/chat/completions', '/responses', '/embeddings']
const spec = () => openApi('openai-openapi.yaml', correct)

function requestPointer(path: string): string {
  return `/paths/${pointerPart(path)}/post/requestBody/content/application~1json/schema`
}

/** Checks the JSON calls that were accepted against OpenAI's own document. */
export async function validateOpenAiRequests(entries: LedgerEntry[]): Promise<SpecReport> {
  const document = await spec()
  const report: SpecReport = { requests: 0, operations: [], violations: [] }
  const operations = new Set<string>()
  for (const { method, path, status, body, seq } of entries) {
    const operation = path.replace(/^\/v1/, '')
    if (method !== 'POST' || status !== 200 || !paths.includes(operation)) continue
    report.requests++
    operations.add(operation)
    for (const problem of document.check(requestPointer(operation), body)) report.violations.push({ operation, seq, ...problem })
  }
  report.operations = [...operations].toSorted()
  return report
}

/** What an emulator answered, against the document: a whole answer by its path, or a stream's event by its schema's name. */
export async function checkOpenAiAnswer(path: string, answer: unknown): Promise<{ where: string; message: string }[]> {
  return (await spec()).check(`/paths/${pointerPart(path)}/post/responses/200/content/application~1json/schema`, answer)
}

export async function checkOpenAiEvent(schema: string, event: unknown): Promise<{ where: string; message: string }[]> {
  return (await spec()).check(`/components/schemas/${schema}`, event)
}

/**
 * A message of the user is both an "easy" message and an item: the document demands that exactly one of the two fits. And a picture needs no `detail`, which
 * has a default.
 */
function correct(document: Record<string, unknown>): void {
  const { InputItem: item, InputImageContent: image } = (document.components as { schemas: Record<string, Record<string, unknown>> })
    .schemas
  if (!Array.isArray(item?.oneOf) || !Array.isArray(image?.required))
    throw new Error('the document has changed: InputItem has no oneOf, or InputImageContent nothing required')
  image.required = image.required.filter((name) => name !== 'detail')
  item.anyOf = item.oneOf
  delete item.oneOf
  delete item.discriminator
}
