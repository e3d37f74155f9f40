import type { EgressDeclaration } from '../../../platform/egress.ts'

export const whatsAppEgress: EgressDeclaration = {
  purpose: 'channels.whatsapp',
  recipient: 'Meta Platforms (WhatsApp Cloud API)',
  reason: 'Receives and delivers the messages of connected WhatsApp numbers, and manages their templates.',
  fields: ['message text', 'files', 'message templates', 'phone number or WhatsApp user id', 'access token of the account'],
  hosts: ['graph.facebook.com', '*.fbsbx.com', '*.fbcdn.net', '*.whatsapp.net'],
  setting: 'META_GRAPH_URL',
}
