import { shopBot, shopNumber } from './open-house.ts'
import type { OwnersApi } from './sign-in.ts'

export const facts = {
  delivery: 'Delivery inside Almaty takes two working days and costs 900 tenge.',
  returns: 'A kettle may be returned within fourteen days when it has not been used.',
}

/** An agent that knows the shop's facts; what the journey is not about is done through the API. */
export async function stockShop(api: OwnersApi, agent: object = {}): Promise<{ agentId: string; knowledgeId: string }> {
  const knowledge = await api.post<{ id: string }>('knowledge', { name: 'Shop handbook' })
  await api.post(`knowledge/${knowledge.id}/sources`, {
    sources: [
      { type: 'faq', question: 'How much is delivery and how long does it take?', answer: facts.delivery },
      { type: 'faq', question: 'Can I return a kettle?', answer: facts.returns },
    ],
  })
  const made = await api.post<{ id: string }>('agents', { name: 'Sam', knowledgeIds: [knowledge.id], ...agent })
  return { agentId: made.id, knowledgeId: knowledge.id }
}

const { phoneNumberId, businessAccountId, accessToken, appSecret } = shopNumber
const details = {
  whatsapp: { name: 'Shop number', config: { phoneNumberId, businessAccountId }, credentials: { accessToken, appSecret } },
  telegram: { name: 'Shop bot', credentials: { botToken: shopBot.token } },
  webchat: { name: 'Shop website', config: { greeting: 'Hello! Ask me about delivery.' } },
}

export async function connectChannel(
  api: OwnersApi,
  type: keyof typeof details,
  agentId: string | null,
): Promise<{ id: string; embed: string | null }> {
  const channel = await api.post<{ id: string; embed: string | null; status: string; statusReason: string | null }>('channels', {
    type,
    ...details[type],
    agentId,
  })
  if (channel.status !== 'connected') throw new Error(`the channel is ${channel.status}: ${channel.statusReason}`)
  return channel
}
