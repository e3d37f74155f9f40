import type { InboundContent } from '../inbound-event.ts'
import { asObject, asText, type JsonObject } from '../json-value.ts'

/** What somebody did in a web app that a button of the keyboard had opened: whatever the app sends, most often JSON, in at most 4 KB. */
export function readWebApp(message: JsonObject): InboundContent | null {
  const sent = asObject(message.web_app_data)
  const data = asText(sent?.data, 10_000)
  if (data === null) return null
  return { type: 'interactive', text: null, interactive: { kind: 'flow', name: asText(sent?.button_text, 200), response: readData(data) } }
}

function readData(data: string): Record<string, unknown> {
  try {
    const fields = asObject(JSON.parse(data))
    if (fields) return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, flat(value)]))
  } catch {
    // No JSON: then it is a text.
  }
  return { value: data }
}

/** What lies deeper than one layer is kept as text. */
function flat(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
