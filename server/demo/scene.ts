import type { Colleague } from './demo-state.ts'

/** Where a customer writes: one of the shop's four doors. */
export type Door = 'whatsapp' | 'wholesale' | 'telegram' | 'website'

/** One thing that happens in a conversation. What a door cannot carry is left to scenes of other doors. */
export type Step =
  | { kind: 'writes'; text: string }
  | { kind: 'sends'; sample: 'voice-delivery' | 'voice-returns' | 'picture-mug' | 'document-order'; caption?: string }
  | { kind: 'shares-location'; latitude: number; longitude: number; name: string; address: string }
  | { kind: 'orders'; note: string; items: { product: string; quantity: number; price: number }[] }
  | { kind: 'reacts'; emoji: string }
  | { kind: 'taps'; button: string }
  | { kind: 'edits'; text: string }
  /** The customer opens the chat: what was sent is read. */
  | { kind: 'opens' }
  /** From now on nothing reaches the customer. */
  | { kind: 'leaves' }
  /** Until the AI agent has answered, or handed over. */
  | { kind: 'answered' }
  /** Until the AI agent proposes an answer. */
  | { kind: 'proposed' }
  | { kind: 'replies'; by: Colleague; text: string; buttons?: { id: string; title: string }[] }
  | { kind: 'notes'; by: Colleague; text: string }
  | { kind: 'assigns'; by: Colleague; to: Colleague }
  | { kind: 'takes' | 'releases' | 'resolves' | 'reads'; by: Colleague }
  | { kind: 'snoozes'; by: Colleague; hours: number }
  /** Everything so far is that much longer ago. */
  | { kind: 'later'; minutes: number }

export interface Scene {
  door: Door
  customer: { name: string; phone?: string; username?: string; language?: string; email?: string }
  /** When the last step happened. */
  minutesAgo: number
  steps: readonly Step[]
}

export const sceneName = ({ door, customer }: Scene): string => `${door}: ${customer.name}`

export const writes = (text: string): Step => ({ kind: 'writes', text })
export const answered: Step = { kind: 'answered' }
export const proposed: Step = { kind: 'proposed' }
export const opens: Step = { kind: 'opens' }
export const later = (minutes: number): Step => ({ kind: 'later', minutes })
export const replies = (by: Colleague, text: string): Step => ({ kind: 'replies', by, text })
export const notes = (by: Colleague, text: string): Step => ({ kind: 'notes', by, text })
export const resolves = (by: Colleague): Step => ({ kind: 'resolves', by })

const hour = 60
export const hours = (count: number): number => count * hour
export const days = (count: number): number => count * 24 * hour
