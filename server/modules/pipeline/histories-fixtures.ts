/*
 * What a conversation looks like on the wire, one piece an event, in the order in which it happened. Shapes: the providers' own documentation (contracts of
 * channels/whatsapp/parse-message.ts, channels/telegram/parse.ts, channels/meta/messaging). Each customer has ids of their own.
 */

export interface RecordedProvider {
  type: string
  config: Record<string, unknown>
  credentials: Record<string, string>
  /** Everything that happened between one customer, who has this number in all ids, and the business. */
  history(customer: number): object[]
  /** What the customer is called on the wire. */
  customerId(customer: number): string
  /** Any number of pieces as one request's body, where the provider puts several into one. */
  wrap(pieces: readonly object[]): object
  isBatching: boolean
}

/** Ten minutes ago, a moment a second. */
const begin = Math.floor(Date.now() / 1000) - 600

const whatsApp: RecordedProvider = {
  type: 'whatsapp',
  config: { phoneNumberId: '105500000000077', businessAccountId: '102200000000077' },
  credentials: { accessToken: 'EAA', appSecret: 'history_secret', verifyToken: 'history' },
  isBatching: true,
  customerId: (customer) => `7701${customer}`,
  history: (customer) => {
    const from = `7701${customer}`
    const id = (number: number) => `wamid.h${customer}-${number}`
    const message = (number: number, content: object) => ({
      field: 'messages',
      contacts: [{ profile: { name: `Customer ${customer}` }, wa_id: from, user_id: `KZ.${customer}` }],
      messages: [{ from, from_user_id: `KZ.${customer}`, id: id(number), timestamp: String(begin + number), ...content }],
    })
    const text = (body: string) => ({ type: 'text', text: { body } })
    return [
      message(1, text('Hello')),
      message(2, text('How much is the red mug?')),
      message(3, { ...text('And the blue one?'), context: { from: '15550000000', id: id(2) } }),
      message(4, { type: 'reaction', reaction: { message_id: id(1), emoji: '👍' } }),
      message(5, { type: 'edit', edit: { original_message_id: id(2), message: text('How much is the big red mug?') } }),
      message(6, { type: 'edit', edit: { original_message_id: id(2), message: text('How much is the small red mug?') } }),
      message(7, { type: 'location', location: { latitude: 43.24, longitude: 76.9, name: 'Home' } }),
      {
        field: 'smb_message_echoes',
        contacts: [{ profile: { name: `Customer ${customer}` }, wa_id: from }],
        message_echoes: [{ from: '15550000000', to: from, id: id(8), timestamp: String(begin + 8), ...text('A person here: 550') }],
      },
      message(9, { type: 'reaction', reaction: { message_id: id(1) } }),
      message(10, { type: 'reaction', reaction: { message_id: id(3), emoji: '❤️' } }),
      message(11, text('My card is 4111 1111 1111 1111')),
      message(12, { type: 'revoke', revoke: { original_message_id: id(11) } }),
      message(13, {
        type: 'order',
        order: { catalog_id: '1', product_items: [{ product_retailer_id: 'mug', quantity: 2, item_price: 5.5, currency: 'USD' }] },
      }),
    ]
  },
  wrap: (pieces) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102200000000077',
        changes: pieces.map((piece) => {
          const { field, ...value } = piece as { field: string }
          return {
            field,
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550000000', phone_number_id: '105500000000077' },
              ...value,
            },
          }
        }),
      },
    ],
  }),
}

const telegram: RecordedProvider = {
  type: 'telegram',
  config: {},
  credentials: { botToken: '987654321:AAEhistoryOfABot_0123456789abcdefghij', webhookSecret: 'history-secret-of-the-bot' },
  isBatching: false,
  customerId: String,
  history: (customer) => {
    const from = { id: customer, is_bot: false, first_name: `Customer ${customer}`, language_code: 'en' }
    const chat = { id: from.id, type: 'private', first_name: from.first_name }
    let updates = customer * 100
    const update = (name: string, number: number, content: object) => {
      updates += 1
      return { update_id: updates, [name]: { from, chat, date: begin + number, ...content } }
    }
    const reaction = (number: number, messageId: number, ...emojis: string[]) => {
      updates += 1
      const marks = emojis.map((emoji) => ({ type: 'emoji', emoji }))
      return {
        update_id: updates,
        message_reaction: { chat, user: from, message_id: messageId, date: begin + number, old_reaction: [], new_reaction: marks },
      }
    }
    const edited = (number: number, text: string) => update('edited_message', 2, { message_id: 2, edit_date: begin + number, text })
    return [
      update('message', 1, { message_id: 1, text: 'Hello' }),
      update('message', 2, { message_id: 2, text: 'How much is the red mug?' }),
      update('message', 3, {
        message_id: 3,
        text: 'And this?',
        reply_to_message: { message_id: 2, chat, date: begin + 2, text: 'How much is the red mug?' },
      }),
      reaction(4, 1, '👍'),
      edited(5, 'How much is the big red mug?'),
      edited(6, 'How much is the small red mug?'),
      reaction(7, 1),
      reaction(8, 3, '❤'),
      update('message', 9, { message_id: 4, location: { latitude: 43.24, longitude: 76.9 } }),
      update('message', 10, { message_id: 5, contact: { phone_number: '+77010000000', first_name: 'Kerry' } }),
    ]
  },
  wrap: ([piece]) => piece as object,
}

/** Messenger and Instagram: one language, the account and a few kinds differ. */
function messaging(type: 'messenger' | 'instagram', account: string, config: Record<string, string>): RecordedProvider {
  return {
    type,
    config,
    credentials: { accessToken: 'EAA', appSecret: 'history_secret', verifyToken: 'history' },
    isBatching: true,
    customerId: (customer) => `9${customer}`,
    history: (customer) => {
      const person = `9${customer}`
      const mid = (number: number) => `m_${type}${customer}-${number}`
      const item = (number: number, content: object) => ({
        sender: { id: person },
        recipient: { id: account },
        timestamp: (begin + number) * 1000,
        ...content,
      })
      const echo = (number: number, message: object) => ({
        sender: { id: account },
        recipient: { id: person },
        timestamp: (begin + number) * 1000,
        message: { is_echo: true, mid: mid(number), app_id: 263902037430900, ...message },
      })
      return [
        item(1, { message: { mid: mid(1), text: 'Hello' } }),
        item(2, { message: { mid: mid(2), text: 'How much is the red mug?' } }),
        item(3, { message: { mid: mid(3), text: 'And the blue one?', reply_to: { mid: mid(2) } } }),
        item(4, { reaction: { mid: mid(1), action: 'react', reaction: 'like', emoji: '👍' } }),
        item(5, { message_edit: { mid: mid(2), text: 'How much is the big red mug?', num_edit: 1 } }),
        item(6, { message_edit: { mid: mid(2), text: 'How much is the small red mug?', num_edit: 2 } }),
        echo(7, { text: 'A person here: 550' }),
        item(8, { reaction: { mid: mid(1), action: 'unreact' } }),
        item(9, { reaction: { mid: mid(3), action: 'react', reaction: 'love', emoji: '❤️' } }),
        item(10, { message: { mid: mid(10), text: 'My card is 4111 1111 1111 1111' } }),
        ...(type === 'instagram' ? [item(11, { message: { mid: mid(10), is_deleted: true } })] : []),
        item(12, { message: { mid: mid(12), text: 'Yes', quick_reply: { payload: 'YES' } } }),
        item(13, { postback: { mid: mid(13), title: 'Opening hours', payload: 'HOURS' } }),
      ]
    },
    wrap: (pieces) => ({
      object: type === 'messenger' ? 'page' : 'instagram',
      entry: [{ id: account, time: begin * 1000, messaging: pieces }],
    }),
  }
}

export const recordedProviders: readonly RecordedProvider[] = [
  whatsApp,
  telegram,
  messaging('messenger', '100177', { pageId: '100177' }),
  messaging('instagram', '17841400000000177', { instagramAccountId: '17841400000000177' }),
]
