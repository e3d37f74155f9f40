/** A file that a person sends or shows. */
export interface MediaSource {
  /** The bytes, or the name of one of the ready-made samples. */
  file?: Buffer
  sample?: string
  mimeType?: string
  filename?: string
  /** How long its address works; seven days by default, a day for stories. */
  livesMs?: number
}

/** What somebody else published, sent on. */
export type ShareKind = 'share' | 'fallback' | 'post' | 'ig_post' | 'reel' | 'ig_reel' | 'story' | 'ig_story' | 'media'

interface Common {
  /** Milliseconds since the epoch; now by default. */
  timestamp?: number
  mid?: string
}

export type CustomerMessage = Common & {
  /** The mid of what is answered. */
  replyTo?: string
  /** From an advertisement or a product: `{ad_id, source, type, ads_context_data}` or `{product:{id}}`. */
  referral?: Record<string, unknown>
} & (
    | { type: 'text'; text: string; quickReply?: string; commands?: string[] }
    /** `count` sends the same file so many times in one message. */
    | ({ type: 'image' | 'video' | 'audio' | 'file'; text?: string; count?: number } & MediaSource)
    | ({ type: 'sticker'; stickerId?: number } & MediaSource)
    /** By address, or as a file that is gone when the post is. */
    | ({ type: 'share'; kind: ShareKind; url?: string; title?: string; id?: string; text?: string } & MediaSource)
    /** Instagram: an answer to the business's story, and a story that names the business. */
    | ({ type: 'story-reply'; text: string; storyId?: string } & MediaSource)
    | ({ type: 'story-mention' } & MediaSource)
    /** Instagram: may be seen once, in the app only. */
    | { type: 'ephemeral' }
    | { type: 'unsupported' }
    /** The account wrote to itself. */
    | { type: 'self'; text: string }
    /** Messenger: a question about products of the catalogue. */
    | { type: 'product'; elements: { id: string; retailer_id: string; title: string; subtitle?: string; image_url?: string }[] }
  )

/** What a person can do in a conversation besides writing. */
export type CustomerEvent = Common &
  (
    | { type: 'postback'; title: string; payload: string; referral?: Record<string, unknown> }
    | { type: 'reaction'; messageId: string; emoji: string | null }
    | { type: 'edit'; messageId: string; text: string }
    /** Instagram: takes a message back. */
    | { type: 'unsend'; messageId: string }
    /** Comes back by a link (`m.me`, `ig.me`) or an advertisement and says nothing yet. */
    | { type: 'referral'; referral: Record<string, unknown> }
    | { type: 'optin'; optin: Record<string, unknown> }
    /** Messenger: a cart from the page's shop. */
    | {
        type: 'order'
        products: { id: string; retailer_id: string; name: string; unit_price: number; currency: string; quantity: number }[]
        note?: string
      }
  )

export type CustomerAct = CustomerMessage | CustomerEvent

const events: ReadonlySet<string> = new Set(['postback', 'reaction', 'edit', 'unsend', 'referral', 'optin', 'order'])

export function isEvent(act: CustomerAct): act is CustomerEvent {
  return events.has(act.type)
}
