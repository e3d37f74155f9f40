import { cutText } from '../../platform/cut-text.ts'
import { rules } from './build-prompt.ts'
import type { ModelAnswer } from './models/chat-model.ts'
import { redactSecrets } from './redact.ts'

export type AnswerProblem = 'empty' | 'refused' | 'raw-data' | 'leak'
export type GuardedAnswer = { kind: 'ok'; text: string } | { kind: 'problem'; problem: AnswerProblem }

const longestAnswer = 8000

/** What stands between a model's answer and the customer. `material`: everything from which web addresses may come. */
export function guardAnswer(answer: Pick<ModelAnswer, 'text' | 'finish'>, options: { canary: string; material: string }): GuardedAnswer {
  if (answer.finish === 'refused') return { kind: 'problem', problem: 'refused' }
  const text = answer.text.trim()
  if (text === '') return { kind: 'problem', problem: 'empty' }
  if (isRawData(text)) return { kind: 'problem', problem: 'raw-data' }
  if (text.includes(options.canary) || rules.some((rule) => text.includes(rule.slice(0, 80)))) return { kind: 'problem', problem: 'leak' }
  const guarded = keepKnownLinks(redactSecrets(plainText(text)), options.material)
  const cut = answer.finish === 'length' || guarded.length > longestAnswer ? cutAtSentence(cutText(guarded, longestAnswer)) : guarded
  return cut === '' ? { kind: 'problem', problem: 'empty' } : { kind: 'ok', text: cut }
}

/** A model that answers its own protocol: JSON, or a tool call written as text. */
function isRawData(text: string): boolean {
  const inner = text.replace(/^```[a-z]*\s*/i, '').replace(/\s*```$/, '')
  if (/^<(?:tool_call|function_call|\|)/.test(inner) || /^(?:hand_over_to_person|search_knowledge)\s*[({]/.test(inner)) return true
  if (!/^[[{]/.test(inner) || !/[\]}]$/.test(inner)) return false
  try {
    JSON.parse(inner)
    return true
  } catch {
    return false
  }
}

/** Chats show markdown's marks as they are. */
function plainText(text: string): string {
  if (!/[*#[`!]/.test(text)) return text
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)[^)]*\)/g, '$1: $2')
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/^#{1,6}\s+/gm, '')
    .trim()
}

const address = /(?:https?:\/\/|www\.)[^\s<>"'`)\]]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}\/[^\s<>"'`)\]]*[?=][^\s<>"'`)\]]*/giu

/**
 * Web addresses that the business wrote somewhere stay; others go, and so do known hosts with data hung onto them: an address is how a
 * planted instruction would carry a conversation away.
 */
function keepKnownLinks(text: string, material: string): string {
  if (!text.includes('.')) return text
  let removed = false
  const kept = text.replace(address, (found) => {
    const url = found.replace(/[.,;:!?…]+$/, '')
    const known =
      material.includes(url) || (hostOf(url) !== null && !/[?#@]/.test(url) && material.toLowerCase().includes(hostOf(url) ?? ''))
    if (known) return found
    removed = true
    return found.slice(url.length)
  })
  return removed
    ? kept
        .replace(/\(\s*\)|\[\s*\]/g, '')
        .replace(/[ \t]{2,}/g, ' ')
        .trim()
    : text
}

function hostOf(url: string): string | null {
  const whole = /^https?:/i.test(url) ? url : `https://${url}`
  return URL.canParse(whole) ? new URL(whole).hostname.replace(/^www\./, '') : null
}

/** An answer that was cut off ends with its last whole sentence. */
function cutAtSentence(text: string): string {
  const end = Math.max(...['. ', '! ', '? ', '.\n', '!\n', '?\n', '。', '！', '？', '؟', '۔'].map((mark) => text.lastIndexOf(mark)))
  if (/[.!?。！？؟۔]$/.test(text)) return text
  return end > text.length * 0.3 ? text.slice(0, end + 1).trim() : `${text.trimEnd()}…`
}
