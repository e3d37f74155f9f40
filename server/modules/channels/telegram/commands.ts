import type { Connection } from '../adapter.ts'
import { type BotApiOptions, callBot } from './bot-api.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

type TelegramConnection = Connection<TelegramSettings, TelegramCredentials>

/** What a bot's menu says in private chats, by the language of the person's app; without one, in English. */
const menus: readonly { language: string | null; start: string; privacy: string; forgetme: string }[] = [
  { language: null, start: 'Start the conversation', privacy: 'How your data is handled', forgetme: 'Erase everything about me' },
  { language: 'ru', start: 'Начать разговор', privacy: 'Как обращаются с вашими данными', forgetme: 'Удалить все данные обо мне' },
  { language: 'kk', start: 'Әңгімені бастау', privacy: 'Деректеріңіз қалай өңделеді', forgetme: 'Мен туралы барлық деректі жою' },
  { language: 'fa', start: 'شروع گفت‌وگو', privacy: 'با داده‌های شما چه می‌شود', forgetme: 'پاک کردن همهٔ داده‌های من' },
]

const scope = { type: 'all_private_chats' }

/** In private chats only: what the bot's owner has set for groups stays. */
export async function registerCommands(options: BotApiOptions, { credentials }: TelegramConnection): Promise<void> {
  for (const { language, ...descriptions } of menus) {
    const commands = Object.entries(descriptions).map(([command, description]) => ({ command, description }))
    await callBot(options, credentials.botToken, 'setMyCommands', { commands, scope, ...languageOf(language) })
  }
}

/** The owner's own list shows again. */
export async function removeCommands(options: BotApiOptions, { credentials }: TelegramConnection): Promise<void> {
  for (const { language } of menus) await callBot(options, credentials.botToken, 'deleteMyCommands', { scope, ...languageOf(language) })
}

function languageOf(language: string | null): { language_code?: string } {
  return language === null ? {} : { language_code: language }
}
