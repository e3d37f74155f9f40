import type { TurnContext, TurnMessage } from '../conversations/index.ts'
import { normalise } from './language/normalise.ts'
import { phraseMatcher, spoken } from './language/phrase-matcher.ts'
import { sentences } from './language/sentences.ts'

const repeats = 3
const repeatGapMs = 10 * 60_000
const leastLength = 16

/**
 * Is another program on the other side? By what gives one away, never by speed or number alone, for customers can be quick:
 * the same longer text again and again; our own words sent back to us; or words that only a program says of itself, twice.
 */
export function isTalkingToProgram(context: Pick<TurnContext, 'history' | 'unanswered'>): boolean {
  const recent = sinceLastPerson(context.history)
  const inbound = recent.filter((message) => message.direction === 'inbound' && message.text)
  if (inbound.length < 2) return false
  return repeatsItself(recent, inbound) || echoesUs(recent, inbound) || saysItIsProgram(inbound)
}

function sinceLastPerson(history: readonly TurnMessage[]): readonly TurnMessage[] {
  const person = history.findLastIndex((message) => message.direction === 'outbound' && message.author.type === 'user')
  return history.slice(person + 1)
}

function repeatsItself(recent: readonly TurnMessage[], inbound: readonly TurnMessage[]): boolean {
  const last = inbound.at(-1)
  if (!last || lettersOf(last).length < leastLength || inbound.length <= repeats) return false
  const same = inbound.slice(-repeats - 1)
  const answeredBetween = recent.filter((message) => message.direction === 'outbound').length >= repeats
  const span = last.createdAt.getTime() - (same[0]?.createdAt.getTime() ?? 0)
  return answeredBetween && span < repeats * repeatGapMs && same.every((message) => lettersOf(message) === lettersOf(last))
}

/** Long texts are compared without their numbers: a ticket's number changes, the notice around it does not. */
function lettersOf(message: TurnMessage): string {
  const text = normalise(message.text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length >= 60 ? text.replace(/(?<![\p{L}\d])\d+(?![\p{L}\d])/gu, '#') : text
}

function echoesUs(recent: readonly TurnMessage[], inbound: readonly TurnMessage[]): boolean {
  const ours = recent
    .filter((message) => message.direction === 'outbound' && (message.text?.length ?? 0) >= 24)
    .map((message) => message.text ?? '')
  const echoes = inbound.slice(-4).filter((message) => ours.some((text) => message.text?.includes(text.slice(0, 400))))
  return echoes.length >= 2
}

function saysItIsProgram(inbound: readonly TurnMessage[]): boolean {
  const isProgram = (message: TurnMessage) => programWords(spoken(message.text ?? ''))
  const recent = inbound.slice(-6)
  const last = recent.at(-1)
  if (last && isProgram(last) && recent.slice(0, -1).some(isProgram)) return true
  // Another agent of this kind says so only once in a while: then its word counts for the whole stretch.
  return inbound.length >= 4 && inbound.some((message) => ourWords.some((words) => message.text?.includes(words)))
}

const ourWords = Object.values(sentences).map((language) => language.disclosure.split(/[.。।۔]/)[0] ?? '')

const programWords = phraseMatcher({
  en: 'this is an automated|automated message|automated reply|automated response|automatic reply|auto reply|autoreply|auto response|out of office|do not reply to this|please do not reply|i am a virtual assistant|im a virtual assistant|i am an ai assistant|im an ai assistant|i am a bot|this mailbox is not monitored',
  ru: 'это автоматический ответ|автоматический ответ|автоматическое сообщение|автоответ|автоответчик|я виртуальный помощник|я виртуальный ассистент|не отвечайте на это',
  kk: 'автоматты жауап|автоматты хабарлама|виртуалды көмекші',
  uk: 'автоматична відповідь|автовідповідь|автоматичне повідомлення|я віртуальний помічник',
  tr: 'otomatik yanit|otomatik cevap|otomatik mesaj|sanal asistan*',
  fa: 'پاسخ خودکار|پیام خودکار|دستیار مجازی',
  ar: 'رد الی|رد تلقایی|رساله تلقاییه|رساله الیه|مساعد افتراضی',
  de: 'automatische antwort|automatische nachricht|automatisch generiert|abwesenheitsnotiz|virtueller assistent',
  fr: 'reponse automatique|message automatique|assistant virtuel',
  es: 'respuesta automatica|mensaje automatico|asistente virtual',
  pt: 'resposta automatica|mensagem automatica|assistente virtual',
  it: 'risposta automatica|messaggio automatico|assistente virtuale',
  id: 'balasan otomatis|pesan otomatis|asisten virtual',
  zh: '自动回复|自動回覆|虚拟助手',
})
