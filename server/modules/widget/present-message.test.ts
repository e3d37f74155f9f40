import { describe, expect, test } from 'vitest'
import type { ShownMessage } from './conversation-queries.ts'
import { presentMessage } from './present-message.ts'

const answer: ShownMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  authorType: 'user',
  authorName: 'Aigul',
  direction: 'outbound',
  type: 'interactive',
  text: 'Look',
  content: null,
  externalId: null,
  status: 'sent',
  editedAt: null,
  deletedAt: null,
  createdAt: new Date('2026-11-22T10:00:00Z'),
  sortAt: new Date('2026-11-22T10:00:00Z'),
  attachments: [],
}
const shown = (content: ShownMessage['content'], more: Partial<ShownMessage> = {}) => presentMessage({ ...answer, content, ...more })

describe('what the widget cannot draw is written out', () => {
  test.each<[string, ShownMessage['content'], string]>([
    ['products', { interactive: { kind: 'products', productIds: ['mug', 'cup'] } }, 'Look\n\n• mug\n• cup'],
    ['contact cards', { contactCards: [{ name: 'Ann', phones: ['+1555'], emails: [] }] }, 'Look\n\n👤 Ann\n+1555'],
    ['a form', { interactive: { kind: 'flow', response: {}, flowId: '1', button: 'Book' } }, 'Look\n\nBook'],
    ['a template', { template: { name: 'order_ready', language: 'en', variables: { 1: 'Ann', 2: '7' } } }, 'Look\n\nAnn\n7'],
  ])('%s', (_name, content, text) => {
    expect(shown(content)).toMatchObject({ text, interactive: null })
  })
  test('a reaction', () => {
    const reaction = { messageId: null, externalMessageId: 'x', emoji: '👍' }
    expect(shown({ reaction }, { type: 'reaction', text: null })).toMatchObject({ text: '👍', interactive: null })
  })
})

test('lines around buttons are part of the text, and the buttons stay', () => {
  const buttons = [{ id: 'y', title: 'Yes' }]
  const message = shown({ interactive: { kind: 'buttons', buttons, header: 'Order 7', footer: 'Until noon' } })
  expect(message).toMatchObject({ text: 'Order 7\n\nLook\n\nUntil noon', interactive: { kind: 'buttons', buttons } })
})

test('what the visitor tapped is said once', () => {
  const tapped = shown(
    { interactive: { kind: 'reply', id: 'y', title: 'Yes' } },
    { direction: 'inbound', authorType: 'contact', text: 'Yes' },
  )
  expect(tapped).toMatchObject({ text: 'Yes', interactive: { kind: 'reply', title: 'Yes' } })
})

test('of a deleted message nothing is shown', () => {
  const deleted = shown({ interactive: { kind: 'products', productIds: ['mug'] } }, { deletedAt: new Date() })
  expect(deleted).toMatchObject({ text: null, interactive: null, deleted: true })
})
