import type { EgressDeclaration } from '../../platform/egress.ts'

export const webhooksPurpose = 'webhooks.deliver'

export const webhooksEgress: EgressDeclaration = {
  purpose: webhooksPurpose,
  recipient: 'The addresses that administrators of the workspace entered as webhooks',
  reason: 'Tells systems of the business what happens in its conversations.',
  fields: ['messages', 'conversations', 'contacts', 'states of channels, agents and knowledge'],
  hosts: [],
  userSupplied: true,
}
