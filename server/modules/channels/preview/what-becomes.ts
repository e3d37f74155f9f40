import { type ComposeKind, composeKinds } from '../../../../contract/compose-kinds.ts'
import type { Carries } from '../../../../contract/message-preview.ts'
import type { ChannelAdapter } from '../adapter.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { previewMessage } from './preview-message.ts'

const known = new WeakMap<ChannelAdapter, Carries>()

/** What becomes of a plain message of each kind on a channel of this type, by trying: what a menu tells, and the table in docs/channels.md. */
export function whatBecomes(adapter: ChannelAdapter): Carries {
  const found = known.get(adapter)
  if (found) return found
  const open = { adapter, connection: nowhere }
  const carries = Object.fromEntries(
    composeKinds.map((kind) => [kind, previewMessage(open, { ...plain, ...samples[kind] }).notices]),
  ) as Carries
  known.set(adapter, carries)
  return carries
}

const nowhere = { channelId: '', workspaceId: '', settings: {}, credentials: {}, webhookUrl: '' }

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000d',
  recipient: { externalId: '1', phone: null },
  text: 'Hello',
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}

const choices = [
  { id: 'yes', title: 'Yes' },
  { id: 'no', title: 'No' },
]

const samples: Readonly<Record<ComposeKind, Partial<OutboundMessage>>> = {
  buttons: { interactive: { kind: 'buttons', buttons: choices } },
  list: { interactive: { kind: 'list', button: 'Choose', sections: [{ rows: choices }] } },
  link: { interactive: { kind: 'link', title: 'Open', url: 'https://shop.example/' } },
  cards: { interactive: { kind: 'cards', cards: [{ title: 'Kettle', buttons: [{ id: 'kettle', title: 'Buy' }] }] } },
  form: { interactive: { kind: 'form', name: 'Order', fields: [{ name: 'name', label: 'Name', type: 'text', required: true }] } },
  flow: { interactive: { kind: 'flow', response: {}, flowId: '1', button: 'Open' } },
  products: { interactive: { kind: 'products', catalogId: '1', productIds: ['kettle'] } },
  catalog: { interactive: { kind: 'catalog' } },
  location: { location: { latitude: 43.24, longitude: 76.89, name: 'Shop' } },
  'contact-cards': { contactCards: [{ name: 'Ann', phones: ['+77001112233'], emails: [] }] },
  'location-request': { interactive: { kind: 'location-request' } },
  'contact-request': { interactive: { kind: 'contact-request' } },
  reaction: { text: null, reaction: { targetExternalId: '1:1', emoji: '👍' } },
}
