import type { History } from '../history.ts'
import { type Case, quoted } from './case-file.ts'

const mostLines = 60

/**
 * The history of one customer as lines in the order of time, in seconds since the run began; incidents among them. A long one is cut down to what
 * has to do with the violation.
 */
export function tellCase(one: Case, history: History, what: string): string[] {
  const lines: { at: number; text: string }[] = []
  const add = (at: number | null, text: string): void => {
    if (at !== null && at > 0) lines.push({ at, text })
  }
  for (const message of one.messages) {
    add(message.firstSentAt, `customer wrote ${message.marker} (${message.externalId}, dated ${clock(message.at)})`)
    add(message.acknowledgedAt, `200 for ${message.marker}, delivered ${message.deliveries} times`)
  }
  for (const send of one.sends) {
    const told = send.answeredAt === null ? 'no answer reached the caller' : `answered ${seconds(send.answeredAt - send.at)} later`
    add(
      send.at,
      `provider was asked by ${send.by} to send ${send.messageId ?? 'a message'} ${quoted(send.text, 120)}: ${send.answer}, ${told}`,
    )
  }
  for (const status of one.statuses)
    add(status.acknowledgedAt, `200 for status ${status.status} of ${status.messageId ?? status.externalId}`)
  for (const action of one.actions) {
    add(action.startedAt, `team begins to ${action.kind}${action.text ? ` "${action.text}"` : ''}`)
    add(action.confirmedAt, `API confirms the ${action.kind}`)
  }
  const times = lines.map((line) => line.at)
  const [first, last] = [Math.min(...times) - 2_000, Math.max(...times) + 2_000]
  for (const incident of history.incidents)
    if (incident.at >= first && incident.at <= last)
      add(incident.at, `-- ${incident.kind} ${incident.target}${incident.detail ? ` (${incident.detail})` : ''}`)
  const began = history.incidents[0]?.at ?? first
  lines.sort((a, b) => a.at - b.at)
  const told = lines.map(({ at, text }) => `${seconds(at - began).padStart(10)}  ${text}`)
  return [...cutDown(told, what), ...threads(one)]
}

/** Lines that name a message of the violation, what the team did and what broke; then as many of the others as there is room for. */
function cutDown(lines: readonly string[], what: string): string[] {
  if (lines.length <= mostLines) return [...lines]
  const names = what.match(/kq[0-9a-z]+x\d+|[0-9a-f]{8}-[0-9a-f-]{27}|wamid\.\w+/g) ?? []
  const isAbout = (line: string) => names.some((name) => new RegExp(`${name.replaceAll('.', '\\.')}(?!\\d)`).test(line))
  const told = lines.flatMap((line, index) => (isAbout(line) ? [index] : []))
  // What broke and what the team did, from shortly before each of them.
  const isNear = (index: number) => told.some((one) => index > one - mostLines / 2 && index < one + mostLines / 4)
  const kept = lines.filter((line, index) => told.includes(index) || (isNear(index) && / (-- |team |API )/.test(line)))
  const shown = kept.length > 4 * mostLines ? [...kept.slice(0, 2 * mostLines), '…', ...kept.slice(-2 * mostLines)] : kept
  return [...shown, `(${lines.length - shown.length} lines about other messages are left out)`]
}

function threads(one: Case): string[] {
  return one.conversations.flatMap((conversation) => [
    `in the end, conversation ${conversation.id} (${conversation.handler}):`,
    ...conversation.messages
      .slice(-mostLines)
      .map(
        (message) =>
          `    ${message.author} ${message.event ?? message.status} ${message.id} ${quoted(message.text, 80)}${message.errorTitle ? ` (${message.errorTitle})` : ''}`,
      ),
  ])
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19)
}
