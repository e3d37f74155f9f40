import type { EgressDeclaration } from '../../../platform/egress.ts'

export const instagramEgress: EgressDeclaration = {
  purpose: 'channels.instagram',
  recipient: 'Meta Platforms (Instagram)',
  reason: 'Receives and delivers the messages of connected Instagram accounts.',
  fields: ['message text', 'files', 'Instagram-scoped id of the person', 'access token of the account'],
  hosts: ['graph.facebook.com', 'graph.instagram.com', 'api.instagram.com', '*.fbsbx.com', '*.fbcdn.net', '*.cdninstagram.com'],
  setting: 'META_GRAPH_URL',
}
