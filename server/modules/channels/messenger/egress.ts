import type { EgressDeclaration } from '../../../platform/egress.ts'

export const messengerEgress: EgressDeclaration = {
  purpose: 'channels.messenger',
  recipient: 'Meta Platforms (Messenger)',
  reason: 'Receives and delivers the messages of connected Facebook pages.',
  fields: ['message text', 'files', 'page-scoped id of the person', 'access token of the page'],
  hosts: ['graph.facebook.com', '*.fbsbx.com', '*.fbcdn.net', '*.cdninstagram.com'],
  setting: 'META_GRAPH_URL',
}
