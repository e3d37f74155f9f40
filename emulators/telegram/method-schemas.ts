import { z } from 'zod'
import { reactionEmojis } from './reactions.ts'

/*
 * Parameters of the Bot API's methods (Bot API 10.1) with their limits. Unknown parameters are refused here although the
 * real API ignores them: what it ignores is a mistake on our side.
 */

const chatId = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
])
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((one) => one === 'true')])
const count = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)])
const decimal = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
])

/** Telegram counts the bytes of `callback_data` in UTF-8. */
const callbackData = z.string().refine((data) => data !== '' && Buffer.byteLength(data) <= 64, { message: 'BUTTON_DATA_INVALID' })

const inlineButton = z
  .strictObject({
    text: z.string().min(1),
    callback_data: callbackData.optional(),
    url: z.string().optional(),
    web_app: z.strictObject({ url: z.url({ protocol: /^https$/ }) }).optional(),
    copy_text: z.strictObject({ text: z.string().min(1).max(256) }).optional(),
    style: z.enum(['danger', 'success', 'primary']).optional(),
    icon_custom_emoji_id: z.string().optional(),
  })
  .refine(
    (button) => [button.callback_data, button.url, button.web_app, button.copy_text].filter((one) => one !== undefined).length === 1,
    {
      message: 'Text buttons are unallowed in the inline keyboard',
    },
  )

const keyboardButton = z.union([
  z.string(),
  z.strictObject({
    text: z.string().min(1),
    request_contact: z.boolean().optional(),
    request_location: z.boolean().optional(),
    style: z.string().optional(),
  }),
])

export const replyMarkup = z.union([
  z.strictObject({ inline_keyboard: z.array(z.array(inlineButton).max(8)).max(100) }),
  z.strictObject({
    keyboard: z.array(z.array(keyboardButton)),
    is_persistent: z.boolean().optional(),
    resize_keyboard: z.boolean().optional(),
    one_time_keyboard: z.boolean().optional(),
    input_field_placeholder: z.string().min(1).max(64).optional(),
    selective: z.boolean().optional(),
  }),
  z.strictObject({ remove_keyboard: z.literal(true), selective: z.boolean().optional() }),
  z.strictObject({
    force_reply: z.literal(true),
    input_field_placeholder: z.string().max(64).optional(),
    selective: z.boolean().optional(),
  }),
])
export type ReplyMarkup = z.infer<typeof replyMarkup>

const entity = z.looseObject({ type: z.string(), offset: z.number().int().min(0), length: z.number().int().min(1) })
const parseMode = z.enum(['HTML', 'MarkdownV2', 'Markdown'])

const addressed = {
  chat_id: chatId,
  business_connection_id: z.string().optional(),
  message_thread_id: count.optional(),
  disable_notification: flag.optional(),
  protect_content: flag.optional(),
  reply_parameters: z
    .strictObject({
      message_id: count,
      chat_id: chatId.optional(),
      allow_sending_without_reply: z.boolean().optional(),
      quote: z.string().max(1024).optional(),
    })
    .optional(),
}
const sending = { ...addressed, reply_markup: replyMarkup.optional() }
const captioned = {
  caption: z.string().optional(),
  parse_mode: parseMode.optional(),
  caption_entities: z.array(entity).optional(),
  show_caption_above_media: flag.optional(),
}
const file = z.string().min(1)

const mediaItem = z.strictObject({
  type: z.enum(['photo', 'video', 'audio', 'document']),
  media: file,
  caption: z.string().optional(),
  parse_mode: parseMode.optional(),
})

export const methodSchemas = {
  getme: z.strictObject({}),
  setwebhook: z.strictObject({
    url: z.string(),
    ip_address: z.string().optional(),
    max_connections: count.pipe(z.number().min(1).max(100)).optional(),
    allowed_updates: z.array(z.string()).optional(),
    drop_pending_updates: flag.optional(),
    secret_token: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/)
      .optional(),
  }),
  deletewebhook: z.strictObject({ drop_pending_updates: flag.optional() }),
  getwebhookinfo: z.strictObject({}),
  getupdates: z.strictObject({
    offset: z
      .union([
        z.number().int(),
        z
          .string()
          .regex(/^-?\d+$/)
          .transform(Number),
      ])
      .optional(),
    limit: count.pipe(z.number().min(1).max(100)).optional(),
    timeout: count.optional(),
    allowed_updates: z.array(z.string()).optional(),
  }),
  sendmessage: z.strictObject({
    ...sending,
    text: z.string(),
    parse_mode: parseMode.optional(),
    entities: z.array(entity).optional(),
    link_preview_options: z.looseObject({}).optional(),
  }),
  sendphoto: z.strictObject({ ...sending, ...captioned, photo: file, has_spoiler: flag.optional() }),
  sendvoice: z.strictObject({
    ...sending,
    caption: z.string().optional(),
    parse_mode: parseMode.optional(),
    voice: file,
    duration: count.optional(),
  }),
  sendaudio: z.strictObject({
    ...sending,
    caption: z.string().optional(),
    parse_mode: parseMode.optional(),
    audio: file,
    duration: count.optional(),
    performer: z.string().optional(),
    title: z.string().optional(),
  }),
  sendvideo: z.strictObject({
    ...sending,
    ...captioned,
    video: file,
    duration: count.optional(),
    width: count.optional(),
    height: count.optional(),
    supports_streaming: flag.optional(),
  }),
  senddocument: z.strictObject({
    ...sending,
    caption: z.string().optional(),
    parse_mode: parseMode.optional(),
    document: file,
    disable_content_type_detection: flag.optional(),
  }),
  sendsticker: z.strictObject({ ...sending, sticker: file, emoji: z.string().optional() }),
  sendlocation: z.strictObject({
    ...sending,
    latitude: decimal.pipe(z.number().min(-90).max(90)),
    longitude: decimal.pipe(z.number().min(-180).max(180)),
    horizontal_accuracy: decimal.optional(),
  }),
  sendvenue: z.strictObject({ ...sending, latitude: decimal, longitude: decimal, title: z.string().min(1), address: z.string().min(1) }),
  sendcontact: z.strictObject({
    ...sending,
    phone_number: z.string().min(3),
    first_name: z.string().min(1),
    last_name: z.string().optional(),
    vcard: z.string().max(2048).optional(),
  }),
  sendmediagroup: z.strictObject({ ...addressed, media: z.array(mediaItem).min(2).max(10) }),
  sendchataction: z.strictObject({
    chat_id: chatId,
    business_connection_id: z.string().optional(),
    message_thread_id: count.optional(),
    action: z.enum([
      'typing',
      'upload_photo',
      'record_video',
      'upload_video',
      'record_voice',
      'upload_voice',
      'upload_document',
      'choose_sticker',
      'find_location',
      'record_video_note',
      'upload_video_note',
    ]),
  }),
  editmessagetext: z.strictObject({
    chat_id: chatId,
    message_id: count,
    business_connection_id: z.string().optional(),
    text: z.string(),
    parse_mode: parseMode.optional(),
    entities: z.array(entity).optional(),
    link_preview_options: z.looseObject({}).optional(),
    reply_markup: replyMarkup.optional(),
  }),
  editmessagereplymarkup: z.strictObject({
    chat_id: chatId,
    message_id: count,
    business_connection_id: z.string().optional(),
    reply_markup: replyMarkup.optional(),
  }),
  answercallbackquery: z.strictObject({
    callback_query_id: z.string(),
    text: z.string().max(200).optional(),
    show_alert: flag.optional(),
    url: z.string().optional(),
    cache_time: count.optional(),
  }),
  setmessagereaction: z.strictObject({
    chat_id: chatId,
    message_id: count,
    reaction: z
      .array(
        z.strictObject({
          type: z.literal('emoji'),
          emoji: z.string().refine((emoji) => reactionEmojis.has(emoji), { message: 'REACTION_INVALID' }),
        }),
      )
      .max(1, 'REACTIONS_TOO_MANY')
      .optional(),
    is_big: flag.optional(),
  }),
  deletemessage: z.strictObject({ chat_id: chatId, message_id: count }),
  getfile: z.strictObject({ file_id: z.string() }),
  setmycommands: z.strictObject({
    commands: z.array(z.strictObject({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) })).max(100),
    scope: z.looseObject({}).optional(),
    language_code: z.string().optional(),
  }),
  deletemycommands: z.strictObject({ scope: z.looseObject({}).optional(), language_code: z.string().optional() }),
  leavechat: z.strictObject({ chat_id: chatId }),
  getmycommands: z.strictObject({ scope: z.looseObject({}).optional(), language_code: z.string().optional() }),
  getchat: z.strictObject({ chat_id: chatId }),
  getuserprofilephotos: z.strictObject({ user_id: count, offset: count.optional(), limit: count.optional() }),
}

export type MethodName = keyof typeof methodSchemas
