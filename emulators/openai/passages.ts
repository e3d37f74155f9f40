import type { Turn } from './conversation.ts'
import { sentences } from './text.ts'

/** A piece of knowledge found in the prompt or in a tool's result. */
export interface Passage {
  title: string
  text: string
}

const knowledgeTag =
  /<(knowledge|passages?|context|sources?|documents?|facts|articles?|faq|excerpts?|chunks?|results?|data)\b[^>]*>([\s\S]*?)<\/\1>/gi
/** What a business writes about itself holds facts and orders alike. */
const businessTag = /<(business|instructions|company|about)\b[^>]*>([\s\S]*?)<\/\1>/gi
const knowledgeHeading =
  /^(?:#+\s*)?(?:\*\*)?[^\n]{0,40}\b(?:knowledge|passages|context|sources|documents|facts|faq|excerpts|what (?:we|the business) knows?)\b[^\n]{0,60}:?(?:\*\*)?\s*$/im
const instruction =
  /^(?:[-*•\d.)\s]*)(?:you are|you're|your (?:task|role|job|name)|answer|never|always|if (?:you|the|they|a customer|nothing|asked)|do not|don't|use|reply|respond|be |keep|speak|write|ask|hand|offer|only|treat|cite|stay|make sure|call the|when (?:you|the|a)|today|the (?:customer|user|following|text|passages)|customer'?s? |language|tone|act as|ignore|avoid|refuse|remember|follow|text inside|nothing in)/i

/** Every passage that the turns hold: marked sections of the instructions, else what does not read as an instruction, and tools' results. */
export function findPassages(system: Turn[], results: Turn[]): Passage[] {
  const fromSystem = system.flatMap((turn) => fromInstructions(turn.text))
  const fromTools = results.flatMap((turn) => fromToolResult(turn.text))
  return [...fromTools, ...fromSystem].filter((one) => one.text.trim() !== '')
}

function fromInstructions(text: string): Passage[] {
  const business = [...text.matchAll(businessTag)].flatMap((match) => withoutOrders(match[2] ?? ''))
  const tagged = fromTags(text)
  if (tagged.length > 0 || business.length > 0) return [...tagged, ...business]
  const heading = knowledgeHeading.exec(text)
  return heading ? blocks(text.slice(heading.index + heading[0].length)) : withoutOrders(text)
}

/** Paragraphs without the sentences that tell the model what to do. */
function withoutOrders(text: string): Passage[] {
  return blocks(text)
    .map((one) => ({
      ...one,
      text: sentences(one.text)
        .filter((sentence) => !instruction.test(sentence))
        .join(' '),
    }))
    .filter((one) => one.text !== '' && !instruction.test(one.title))
}

/** Marked sections, and sections inside them such as `<knowledge><passage title="…">…</passage></knowledge>`. */
function fromTags(text: string): Passage[] {
  return [...text.matchAll(knowledgeTag)].flatMap((match) => {
    const inner = fromTags(match[2] ?? '')
    return inner.length > 0 ? inner : titled(match[0], match[2] ?? '')
  })
}

function titled(whole: string, inner: string): Passage[] {
  const title = /\b(?:title|name|source|question)="([^"]*)"/i.exec(whole.slice(0, whole.indexOf('>') + 1))?.[1] ?? ''
  return blocks(inner).map((one) => ({ title: `${title} ${one.title}`.trim(), text: one.text }))
}

/** Paragraphs, with the heading, question or source line above them as their title. */
function blocks(text: string): Passage[] {
  const found: Passage[] = []
  let title = ''
  for (const block of text.split(/\n\s*\n|\n(?=#+\s)|\n(?=\[\d+\])|\n(?=(?:Q|Question|Вопрос|Сұрақ|پرسش|سؤال)\s*[:：])/)) {
    const lines = block
      .trim()
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^[-=*_]{3,}$/.test(line))
    const first = lines[0]
    if (first === undefined) continue
    const head =
      /^(?:#+\s*(.+)|\[\d+\]\s*(.*)|(?:source|title|document)\s*\d*\s*[:：]\s*(.*)|(?:Q|Question|Вопрос|Сұрақ|پرسش|سؤال)\s*[:：]\s*(.+))$/i.exec(
        first,
      )
    const headText = head?.slice(1).find((one) => one !== undefined && one !== '')
    if (head) {
      const rest = lines.slice(1).join('\n')
      if (rest === '' && first.startsWith('[') && headText) found.push({ title: '', text: headText })
      else if (rest !== '') found.push({ title: headText ?? '', text: withoutLabel(rest) })
      title = rest === '' && first.startsWith('#') ? (headText ?? '') : ''
      continue
    }
    found.push({ title, text: withoutLabel(lines.map((line) => line.replace(/^[-*•]\s+/, '')).join('\n')) })
  }
  return found
}

function withoutLabel(text: string): string {
  return text.replace(/^(?:A|Answer|Ответ|Жауап|پاسخ)\s*[:：]\s*/i, '')
}

/** A tool answers JSON or plain text; of JSON every object with a text in it is a passage. */
function fromToolResult(text: string): Passage[] {
  try {
    return fromJson(JSON.parse(text))
  } catch {
    return fromText(text)
  }
}

function fromText(text: string): Passage[] {
  const tagged = fromTags(text)
  return tagged.length > 0 ? tagged : blocks(text)
}

function fromJson(value: unknown): Passage[] {
  if (typeof value === 'string') return fromText(value)
  if (Array.isArray(value)) return value.flatMap(fromJson)
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Record<string, unknown>
  const title = [fields.title, fields.question, fields.name].find((one): one is string => typeof one === 'string') ?? ''
  const text = [fields.text, fields.answer, fields.content, fields.body].find((one): one is string => typeof one === 'string')
  if (text !== undefined) return fromText(text).map((one) => ({ title: `${title} ${one.title}`.trim(), text: one.text }))
  const inner = Object.values(fields)
    .filter((one) => typeof one === 'object' && one !== null)
    .flatMap(fromJson)
  if (inner.length > 0) return inner
  const facts = Object.entries(fields).filter(([, one]) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
  return facts.length === 0 ? [] : [{ title, text: facts.map(([name, one]) => `${name}: ${String(one)}`).join(', ') }]
}
