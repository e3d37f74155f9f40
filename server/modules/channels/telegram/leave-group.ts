import type { Connection } from '../adapter.ts'
import type { InboundEvent } from '../inbound-event.ts'
import { asId, asObject, asText, type JsonObject } from '../json-value.ts'
import { type BotApiOptions, callBot } from './bot-api.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

const refusals: Readonly<Record<string, string>> = {
  en: 'Thank you for the invitation! I answer in private chats only, so I am leaving this group. Write to me directly any time.',
  ru: 'Спасибо за приглашение! Я отвечаю только в личных чатах, поэтому покидаю группу. Пишите мне напрямую в любое время.',
  kk: 'Шақырғаныңызға рақмет! Мен тек жеке чаттарда жауап беремін, сондықтан топтан шығамын. Маған кез келген уақытта тікелей жазыңыз.',
  fa: 'از دعوت شما سپاسگزارم! من فقط در گفت‌وگوی خصوصی پاسخ می‌دهم و از این گروه خارج می‌شوم. هر وقت خواستید مستقیم به من پیام بدهید.',
}

/**
 * A bot that is for private chats says so once, when it is invited, and leaves. Where that failed, the next thing that happens in the group brings it here
 * again. Into a channel it says nothing: all its readers would hear it.
 */
export async function leaveGroup(
  options: BotApiOptions,
  event: Extract<InboundEvent, { kind: 'ignored' }>,
  { credentials }: Connection<TelegramSettings, TelegramCredentials>,
  signal?: AbortSignal,
): Promise<void> {
  const value = Object.values(asObject(event.raw) ?? {})
    .map(asObject)
    .find((one): one is JsonObject => one?.chat !== undefined)
  const chat = asObject(value?.chat)
  const chatId = asId(chat?.id)
  if (chatId === null) return
  if (event.name === 'group:joined' && chat?.type !== 'channel') {
    const language = asText(asObject(value?.from)?.language_code, 20)?.split('-')[0] ?? 'en'
    // Where it may not write, it still leaves.
    await callBot(options, credentials.botToken, 'sendMessage', { chat_id: chatId, text: refusals[language] ?? refusals.en }, signal).catch(
      () => {},
    )
  }
  await callBot(options, credentials.botToken, 'leaveChat', { chat_id: chatId }, signal)
}
