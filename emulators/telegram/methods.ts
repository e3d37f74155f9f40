import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import type { Exchange } from '../http-server.ts'
import { changeMembership } from './group.ts'
import { type MethodName, methodSchemas } from './method-schemas.ts'
import { type Bot, botUser, chatOf, findMessage, type Network, type StoredFile } from './network.ts'
import { parseText } from './parse-text.ts'
import { findPerson, findRecipient, longestText, sendMedia, sendMediaGroup, sendPlain } from './send.ts'
import { editOnPhone, reactOnPhone } from './show-on-phone.ts'
import { badRequest, TelegramError } from './telegram-error.ts'
import type { Updates } from './updates.ts'

export interface MethodContext {
  network: Network
  bot: Bot
  updates: Updates
  exchange: Exchange
  allowHttpWebhook: boolean
  localFolder: string | undefined
}

type Methods = { [Name in MethodName]: (context: MethodContext, input: z.output<(typeof methodSchemas)[Name]>) => unknown }

const largestDownload = 20 * 1024 * 1024

const methods: Methods = {
  getme: ({ bot }) => ({
    ...botUser(bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: true,
    has_main_web_app: false,
  }),

  setwebhook({ bot, updates, allowHttpWebhook }, input) {
    if (input.drop_pending_updates) bot.queue = []
    bot.allowedUpdates = input.allowed_updates ?? bot.allowedUpdates
    if (input.url === '') {
      bot.webhook = undefined
      return true
    }
    const url = URL.canParse(input.url) ? new URL(input.url) : undefined
    if (!url) throw badRequest('bad webhook: Invalid URL specified')
    if (url.protocol !== 'https:' && !(allowHttpWebhook && url.protocol === 'http:'))
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
    const ports = ['', '443', '80', '88', '8443']
    if (!allowHttpWebhook && !ports.includes(url.port))
      throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443')
    bot.webhook = { url: input.url, secret: input.secret_token, maxConnections: input.max_connections ?? 40 }
    bot.lastError = undefined
    bot.waiting?.('conflict')
    updates.wake(bot)
    return true
  },
  deletewebhook({ bot }, input) {
    bot.webhook = undefined
    if (input.drop_pending_updates) bot.queue = []
    return true
  },
  getwebhookinfo: ({ bot }) => ({
    url: bot.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: bot.queue.length,
    ...(bot.lastError ? { last_error_date: bot.lastError.date, last_error_message: bot.lastError.message } : {}),
    ...(bot.webhook ? { max_connections: bot.webhook.maxConnections } : {}),
    ...(bot.allowedUpdates ? { allowed_updates: bot.allowedUpdates } : {}),
  }),
  getupdates({ bot, updates }, input) {
    bot.allowedUpdates = input.allowed_updates ?? bot.allowedUpdates
    return updates.poll(bot, input.offset, input.limit ?? 100, Math.min(input.timeout ?? 0, 50))
  },

  sendmessage: (context, input) => sendPlain(context, input, { text: checkedText(input.text, input.parse_mode) }, 'text'),
  sendphoto: (context, input) => sendMedia(context, input, 'photo', input.photo),
  sendvoice: (context, input) => sendMedia(context, input, 'voice', input.voice),
  sendaudio: (context, input) => sendMedia(context, input, 'audio', input.audio),
  sendvideo: (context, input) => sendMedia(context, input, 'video', input.video),
  senddocument: (context, input) => sendMedia(context, input, 'document', input.document),
  sendsticker: (context, input) => sendMedia(context, input, 'sticker', input.sticker),
  sendlocation: (context, input) =>
    sendPlain(context, input, { location: { latitude: input.latitude, longitude: input.longitude } }, 'location'),
  sendvenue(context, input) {
    const location = { latitude: input.latitude, longitude: input.longitude }
    return sendPlain(context, input, { location, venue: { location, title: input.title, address: input.address } }, 'location')
  },
  sendcontact(context, input) {
    const { phone_number, first_name, last_name, vcard } = input
    return sendPlain(
      context,
      input,
      { contact: { phone_number, first_name, ...(last_name ? { last_name } : {}), ...(vcard ? { vcard } : {}) } },
      'contacts',
    )
  },
  sendmediagroup: (context, input) => sendMediaGroup(context, input),
  sendchataction({ network, bot }, input) {
    const { person } = findRecipient(network, bot, input)
    network.book.showTyping(String(bot.id), String(person.id), 5000)
    return true
  },

  editmessagetext({ network, bot }, input) {
    const person = findPerson(network, bot, input.chat_id)
    const message = ownMessage(network, bot, input.chat_id, input.message_id, 'edited')
    const text = checkedText(input.text, input.parse_mode)
    if (message.text === text && JSON.stringify(message.reply_markup) === JSON.stringify(input.reply_markup)) {
      throw badRequest(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      )
    }
    const { reply_markup: _old, ...rest } = message
    const markup = input.reply_markup ? { reply_markup: input.reply_markup } : {}
    const edited = { ...rest, text, edit_date: Math.floor(network.clock() / 1000), ...markup }
    network.messages.set(`${bot.id}/${person.id}/${message.message_id}`, edited)
    editOnPhone(network, bot, person, edited)
    return edited
  },
  editmessagereplymarkup({ network, bot }, input) {
    const person = findPerson(network, bot, input.chat_id)
    const message = ownMessage(network, bot, input.chat_id, input.message_id, 'edited')
    const { reply_markup: _old, ...rest } = message
    const edited = { ...rest, ...(input.reply_markup ? { reply_markup: input.reply_markup } : {}) }
    network.messages.set(`${bot.id}/${person.id}/${message.message_id}`, edited)
    editOnPhone(network, bot, person, edited)
    return edited
  },
  answercallbackquery({ network, bot }, input) {
    const query = network.callbacks.get(input.callback_query_id)
    if (!query || query.botId !== bot.id || query.answered)
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    query.answered = true
    return true
  },
  setmessagereaction({ network, bot }, input) {
    const person = findPerson(network, bot, input.chat_id)
    if (!findMessage(network, bot, input.chat_id, input.message_id)) throw badRequest('message to react not found')
    reactOnPhone(network, bot, person, input.message_id, input.reaction?.[0]?.emoji)
    return true
  },
  deletemessage({ network, bot }, input) {
    const person = findPerson(network, bot, input.chat_id)
    const message = findMessage(network, bot, input.chat_id, input.message_id)
    if (!message) throw badRequest('message to delete not found')
    if (network.clock() / 1000 - message.date > 48 * 3600) throw badRequest("message can't be deleted for everyone")
    network.messages.delete(`${bot.id}/${person.id}/${message.message_id}`)
    network.book.change(String(bot.id), String(person.id), String(message.message_id), { deleted: true, text: '' })
    return true
  },

  getfile({ network, bot, localFolder }, input) {
    const file = network.files.get(input.file_id)
    if (!file) throw badRequest('invalid file_id')
    if (localFolder !== undefined) return keepLocally(localFolder, bot, file)
    if (file.bytes.length > largestDownload) throw badRequest('file is too big')
    return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length, file_path: file.path }
  },
  setmycommands({ bot }, input) {
    bot.commands.set(listName(input), input.commands)
    return true
  },
  deletemycommands({ bot }, input) {
    bot.commands.delete(listName(input))
    return true
  },
  getmycommands: ({ bot }, input) => bot.commands.get(listName(input)) ?? [],
  leavechat({ network, bot, updates }, input) {
    const chat = findPerson(network, bot, input.chat_id)
    if (!chat.group) throw badRequest("private chat can't be left")
    changeMembership(network, updates, bot, chat, 'left')
    return true
  },
  getchat: ({ network, bot }, input) => ({
    ...chatOf(findPerson(network, bot, input.chat_id)),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {},
  }),
  getuserprofilephotos: () => ({ total_count: 0, photos: [] }),
}

/** A server in local mode downloads a file of any size to its own disk and tells where it lies there. */
function keepLocally(folder: string, bot: Bot, file: StoredFile): Record<string, unknown> {
  const place = path.join(folder, bot.token, file.path)
  mkdirSync(path.dirname(place), { recursive: true })
  writeFileSync(place, file.bytes)
  const file_path = `/var/lib/telegram-bot-api/${bot.token}/${file.path}`
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length, file_path }
}

function listName({ scope, language_code }: { scope?: Record<string, unknown> | undefined; language_code?: string | undefined }): string {
  return `${scope?.type ?? 'default'}/${language_code ?? ''}`
}

/** Finds the method (names are case-insensitive), reads its parameters, and carries it out. */
export function callMethod(context: MethodContext, name: string): unknown {
  const key = name.toLowerCase()
  if (!Object.hasOwn(methodSchemas, key)) throw new TelegramError(404, 'Not Found')
  const method = key as MethodName
  const parsed = (methodSchemas[method] as z.ZodType).safeParse(parameters(context.exchange))
  if (!parsed.success) throw fromIssue(parsed.error)
  return (methods[method] as (context: MethodContext, input: unknown) => unknown)(context, parsed.data)
}

/** JSON as it is; in forms, multipart and the query, what looks like JSON is JSON. Uploaded files stand for their field. */
function parameters({ query, body }: Exchange): Record<string, unknown> {
  const loose: Record<string, unknown> = {}
  for (const [name, value] of [...query, ...Object.entries(body.fields)]) {
    try {
      loose[name] = /^[[{]/.test(value) ? JSON.parse(value) : value
    } catch {
      throw badRequest(`can't parse ${name} JSON object`)
    }
  }
  for (const file of body.files) loose[file.field] ??= `attach://${file.field}`
  if (body.kind === 'multipart') {
    for (const file of body.files) {
      // A part that another parameter refers to by attach:// is no parameter itself.
      const referred = Object.entries(loose).some(
        ([name, value]) => name !== file.field && JSON.stringify(value).includes(`attach://${file.field}`),
      )
      if (referred) delete loose[file.field]
    }
  }
  if (body.kind === 'broken') throw badRequest("can't parse the request body")
  return typeof body.json === 'object' && body.json !== null ? { ...loose, ...body.json } : loose
}

function fromIssue(error: z.ZodError): TelegramError {
  const issue = error.issues[0]
  const where = issue?.path.join('.') ?? ''
  const inner = findCustom(error)
  if (inner) return badRequest(inner)
  if (where === 'chat_id') return badRequest('chat_id is empty')
  if (where === 'text') return badRequest('message text is empty')
  return badRequest(`parameter ${where || 'set'}: ${issue?.message ?? 'not valid'}`)
}

/** The messages written into the schemas are the provider's own; unions hide them one floor down. */
function findCustom(error: { issues: readonly z.core.$ZodIssue[] }): string | undefined {
  for (const issue of error.issues) {
    if (issue.code === 'custom' || issue.message === 'REACTIONS_TOO_MANY' || issue.message === 'REACTION_INVALID') return issue.message
    if (issue.code !== 'invalid_union') continue
    for (const issues of issue.errors) {
      const found = findCustom({ issues })
      if (found) return found
    }
  }
  return undefined
}

function checkedText(text: string, mode: 'HTML' | 'MarkdownV2' | 'Markdown' | undefined): string {
  const parsed = parseText(text, mode)
  if (parsed.trim() === '') throw badRequest('message text is empty')
  if (parsed.length > longestText) throw badRequest('message is too long')
  return parsed
}

function ownMessage(network: Network, bot: Bot, chatId: number, messageId: number, verb: string) {
  const message = findMessage(network, bot, chatId, messageId)
  if (!message) throw badRequest('message to edit not found')
  if ((message.from as { id?: number } | undefined)?.id !== bot.id) throw badRequest(`message can't be ${verb}`)
  return message
}
