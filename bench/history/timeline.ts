import { idOf, mix, seededRandom } from './seeded.ts'

/** A workspace that has a share of the history. */
export interface HistoryWorkspace {
  workspaceId: string
  channelIds: readonly string[]
  /** Members to whom conversations are assigned. */
  memberIds: readonly string[]
  agentId: string
  /** Of all conversations; the shares add up to 1. */
  share: number
}

export interface TimelineOptions {
  messages: number
  conversations: number
  workspaces: readonly HistoryWorkspace[]
  from: Date
  to: Date
  seed: number
}

/** What happened to a conversation so far; one number a conversation, because there are a million of them. */
export interface Timeline {
  startedAt: Float64Array
  lastAt: Float64Array
  lastInboundAt: Float64Array
  /** The number of the newest message. */
  lastMessage: Uint32Array
  workspace: Uint8Array
  /** Inbound messages in a row at the end. */
  unanswered: Uint16Array
  /** 0: nobody yet, 1: the AI, 2: a person */
  answeredBy: Uint8Array
  opened: number
}

export interface TimelineMessage {
  number: number
  at: number
  conversation: number
  inbound: boolean
  /** Outbound: 1 the AI, 2 a person. */
  author: number
}

/** In the first conversation a customer (a reseller's bot, say) has written more than in any other. */
export const longestThread = 0
const longestThreadShare = 0.01
const longestThreadMost = 100_000

export const salts = { conversation: 1, contact: 2, message: 3, run: 4, event: 5, journal: 6 } as const

export const conversationId = (timeline: Timeline, conversation: number): string =>
  idOf(timeline.startedAt[conversation] as number, salts.conversation, conversation)
export const contactId = (timeline: Timeline, conversation: number): string =>
  idOf(timeline.startedAt[conversation] as number, salts.contact, conversation)

/**
 * Walks through the history in the order in which it happened. Conversations begin at an even pace (growing with the business), are talked
 * in for minutes, now and then again days later, and rarely after months.
 */
export function* walkTimeline(options: TimelineOptions): Generator<{ message: TimelineMessage; timeline: Timeline }> {
  const { messages, conversations } = options
  const timeline = emptyTimeline(conversations)
  const random = seededRandom(options.seed)
  const workspaceOf = chooseWorkspace(options)
  const longest = Math.min(longestThreadMost / messages, longestThreadShare)
  const began = options.from.getTime()
  const span = options.to.getTime() - began
  for (let number = 0; number < messages; number += 1) {
    // Twice as much a day at the end as at the beginning.
    const at = began + Math.floor(span * (Math.sqrt(1 + (3 * number) / messages) - 1))
    const owed = ((number + 1) * conversations) / messages
    let conversation: number
    if (timeline.opened < owed) {
      conversation = timeline.opened
      timeline.opened += 1
      timeline.startedAt[conversation] = at
      timeline.workspace[conversation] = workspaceOf(conversation)
    } else if (random.chance(longest)) conversation = longestThread
    else conversation = returning(timeline.opened, random)
    const isFirst = timeline.lastAt[conversation] === 0
    const waiting = timeline.unanswered[conversation] as number
    const inbound = isFirst || random.chance(waiting === 0 ? 0.8 : 0.3)
    const author = inbound ? 0 : timeline.answeredBy[conversation] === 2 || random.chance(0.12) ? 2 : 1
    timeline.lastAt[conversation] = at
    timeline.lastMessage[conversation] = number
    if (inbound) {
      timeline.lastInboundAt[conversation] = at
      timeline.unanswered[conversation] = Math.min(waiting + 1, 60_000)
    } else {
      timeline.unanswered[conversation] = 0
      timeline.answeredBy[conversation] = author
    }
    yield { message: { number, at, conversation, inbound, author }, timeline }
  }
}

function returning(opened: number, random: ReturnType<typeof seededRandom>): number {
  const kind = random.next()
  const back = kind < 0.82 ? random.exponential(15) : kind < 0.97 ? random.exponential(2_000) : random.next() * opened
  return Math.max(0, opened - 1 - Math.floor(back))
}

function chooseWorkspace({ workspaces, seed }: TimelineOptions): (conversation: number) => number {
  return (conversation) => {
    if (conversation === longestThread) return 0
    let left = mix(conversation, seed) / 4_294_967_296
    for (const [index, { share }] of workspaces.entries()) {
      left -= share
      if (left < 0) return index
    }
    return 0
  }
}

function emptyTimeline(conversations: number): Timeline {
  return {
    startedAt: new Float64Array(conversations),
    lastAt: new Float64Array(conversations),
    lastInboundAt: new Float64Array(conversations),
    lastMessage: new Uint32Array(conversations),
    workspace: new Uint8Array(conversations),
    unanswered: new Uint16Array(conversations),
    answeredBy: new Uint8Array(conversations),
    opened: 0,
  }
}
