import { bestPassage, sureEnough } from './best-passage.ts'
import type { Conversation, OfferedTool, Reply, Turn } from './conversation.ts'
import { toolResults, unanswered } from './conversation.ts'
import { fillSchema } from './fill-schema.ts'
import { findPassages } from './passages.ts'
import { phrases, smallTalk } from './phrases.ts'
import { detectLanguage } from './text.ts'

/** Turns a picture's address into words. */
export type Describe = (image: string) => Promise<string>

/**
 * The default mind: it knows nothing, reads what it was given, and answers with the words that are in it. It says so when
 * nothing fits (or hands over, when it has a tool for that), looks things up when it may, and is honest about what it is.
 */
export async function answer(conversation: Conversation, describe: Describe): Promise<Reply> {
  const asked = unanswered(conversation)
  const question = asked.map((turn) => turn.text).join('\n')
  const system = conversation.turns.filter((turn) => turn.role === 'system')
  const results = toolResults(conversation)
  const images = await Promise.all(asked.flatMap((turn) => turn.images).map(describe))
  const thought = think({ conversation, question, system, results, images })
  if (thought.kind === 'call' && conversation.toolChoice !== 'none') return { toolCalls: [thought.call] }
  const text = thought.kind === 'call' ? thought.otherwise : thought.text
  const must = mustCall(conversation, results)
  if (must) return { toolCalls: [callOf(must, question, text)] }
  if (conversation.format === undefined) return { text }
  const facts = {
    question,
    answer: text,
    known: thought.kind === 'known',
    score: thought.kind === 'known' ? thought.score : 0,
    wantsPerson: smallTalk(question) === 'person',
  }
  const filled = conversation.format === true ? { answer: text } : fillSchema(conversation.format, facts)
  return { text: JSON.stringify(filled) }
}

type Call = { name: string; arguments: Record<string, unknown> }
type Thought =
  | { kind: 'known'; text: string; score: number }
  | { kind: 'unknown'; text: string }
  | { kind: 'call'; call: Call; otherwise: string }

interface Given {
  conversation: Conversation
  question: string
  system: Turn[]
  results: Turn[]
  images: string[]
}

function think({ conversation, question, system, results, images }: Given): Thought {
  const language = detectLanguage(question || lastText(conversation))
  const handover = conversation.tools.find(isHandover)
  const handedOver = results.some((turn) => handover !== undefined && turn.toolName === handover.name)
  if (handedOver) return { kind: 'known', text: phrases.handover[language], score: 1 }

  const talk = smallTalk(question)
  if (talk === 'human?') return { kind: 'known', text: phrases.notHuman[language], score: 1 }
  if (talk === 'person') return passOn(handover, question, phrases.handover[language])

  const passages = findPassages(system, results)
  const found = bestPassage([question, ...images].join('\n'), passages)
  if (found && found.score >= sureEnough) return { kind: 'known', text: found.text, score: found.score }
  if (images.length > 0) return { kind: 'known', text: `${phrases.picture[language]} ${images.join(' ')}`, score: 1 }
  if (talk === 'greeting') return { kind: 'known', text: phrases.greeting[language], score: 1 }
  if (talk === 'thanks') return { kind: 'known', text: phrases.thanks[language], score: 1 }

  const search = conversation.tools.find(isSearch)
  const searched = results.some((turn) => search !== undefined && turn.toolName === search.name)
  const unknown = prescribedUnknown(system) ?? phrases.unknown[language]
  if (search && !searched) return { kind: 'call', call: callOf(search, question, unknown), otherwise: unknown }
  return passOn(handover, question, unknown)
}

function passOn(handover: OfferedTool | undefined, question: string, otherwise: string): Thought {
  if (!handover) return { kind: 'unknown', text: otherwise }
  return { kind: 'call', call: callOf(handover, question, otherwise), otherwise }
}

/** `required`, or one tool by name: once it has been called, the model may speak. */
function mustCall(conversation: Conversation, results: Turn[]): OfferedTool | undefined {
  const { toolChoice, tools } = conversation
  if (results.length > 0) return undefined
  if (toolChoice === 'required') return tools[0]
  return typeof toolChoice === 'object' ? tools.find((one) => one.name === toolChoice.name) : undefined
}

function callOf(tool: OfferedTool, question: string, text: string): Call {
  const filled = fillSchema(tool.parameters, {
    question,
    answer: text,
    known: false,
    score: 0,
    wantsPerson: smallTalk(question) === 'person',
  })
  return { name: tool.name, arguments: typeof filled === 'object' && filled !== null ? { ...filled } : {} }
}

function isHandover(tool: OfferedTool): boolean {
  return /hand_?-?(?:over|off)|escalat|transfer|human|to_person/i.test(tool.name)
}

function isSearch(tool: OfferedTool): boolean {
  return /search|look_?up|find|retriev|knowledge/i.test(tool.name) && !isHandover(tool)
}

/** Instructions may say in which words not to know: `if you do not know, reply with "…"`. */
function prescribedUnknown(system: Turn[]): string | undefined {
  const rule =
    /(?:do not|don't|cannot|can't|not) (?:know|find|answer|sure|contain|in)[^.\n"“«`]{0,120}(?:say|reply|answer|respond|write|output)[^.\n"“«`]{0,40}["“«`]([^"”»`]+)["”»`]/i
  return system.map((turn) => rule.exec(turn.text)?.[1]).find((one) => one !== undefined)
}

function lastText(conversation: Conversation): string {
  return conversation.turns.findLast((turn) => turn.role === 'user' && turn.text !== '')?.text ?? ''
}
