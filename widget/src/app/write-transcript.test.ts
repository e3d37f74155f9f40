import { expect, test } from 'vitest'
import type { WidgetMessage } from '../../../contract/widget.ts'
import { words } from './languages/en.ts'
import { writeTranscript } from './write-transcript.ts'

const message = (more: Partial<WidgetMessage>): WidgetMessage => ({
  id: 'm',
  clientId: null,
  author: { type: 'user', name: 'Aigul' },
  type: 'text',
  text: null,
  attachments: [],
  interactive: null,
  location: null,
  event: null,
  status: 'read',
  edited: false,
  deleted: false,
  createdAt: '2026-11-30T10:15:00.000Z',
  ...more,
})

test('says who wrote what and when, and leaves nothing out', () => {
  const file = { id: 'a', kind: 'image' as const, mimeType: 'image/png', name: 'cup.png', size: 5, fileId: null }
  const text = writeTranscript(
    [
      message({ author: { type: 'contact', name: null }, text: 'Hello', attachments: [file] }),
      message({ event: 'taken' }),
      message({ text: 'Which one?', interactive: { kind: 'buttons', buttons: [{ id: 'r', title: 'The red one' }] } }),
      message({ author: { type: 'agent', name: 'Juni' }, text: 'secret', deleted: true }),
      message({ location: { latitude: 43.2, longitude: 76.9, name: 'Shop' } }),
    ],
    words,
    'en',
    false,
  )
  const paragraphs = text.split('\n\n').map((paragraph) => paragraph.replace(/^\[.*?\] /, '').trim())
  expect(paragraphs).toEqual([
    'You\nHello\n📎 cup.png',
    'Aigul joined the conversation',
    'Aigul\nWhich one?\n• The red one',
    'Juni · AI assistant\nMessage deleted',
    'Aigul\n📍 Shop, 43.2, 76.9',
  ])
  expect(text).toMatch(/^\[Nov 30, 2026, /)
})
