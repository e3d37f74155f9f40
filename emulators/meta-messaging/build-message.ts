import { sampleByName } from '../samples/sample-media.ts'
import type { CustomerMessage, MediaSource, ShareKind } from './customer-act.ts'
import { fileUrl } from './echo.ts'
import { fileLifeMs, type StoredFile, storyLifeMs } from './file-store.ts'
import type { Account, Platform, Product, Thread } from './platform.ts'

export interface BuiltMessage {
  /** The `message` of the event. */
  message: Record<string, unknown>
  file: StoredFile | undefined
  text: string
}

/** Kinds that only one of the products has. */
const onlyOn: Partial<Record<CustomerMessage['type'] | ShareKind, Product>> = {
  'story-reply': 'instagram',
  'story-mention': 'instagram',
  ephemeral: 'instagram',
  unsupported: 'instagram',
  product: 'messenger',
  fallback: 'messenger',
  post: 'messenger',
  share: 'instagram',
  story: 'instagram',
  ig_story: 'instagram',
  media: 'instagram',
}

/** What a person writes, as events carry it (…/webhooks/webhook-events/messages; …/instagram-platform/webhooks/examples). */
export function buildMessage(platform: Platform, thread: Thread, mid: string, act: CustomerMessage): BuiltMessage {
  const { account } = thread
  for (const kind of act.type === 'share' ? [act.kind] : [act.type]) {
    const product = onlyOn[kind]
    if (product && product !== account.product) throw new Error(`${account.product} has no message of the kind ${kind}`)
  }
  const file = hasFile(act) ? storeFile(platform, account, act) : undefined
  const url = file && fileUrl(platform, file)
  const text = 'text' in act ? (act.text ?? '') : ''
  const attachments = attachmentsOf(account.product, act, url)
  const message = {
    mid,
    ...(text === '' ? {} : { text }),
    ...(act.type === 'text' && act.quickReply !== undefined ? { quick_reply: { payload: act.quickReply } } : {}),
    ...(act.type === 'text' && act.commands ? { commands: act.commands.map((name) => ({ name })) } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...replyOf(platform, thread, act, url),
    ...(act.type === 'unsupported' ? { is_unsupported: true } : {}),
    ...(act.type === 'self' ? { is_echo: true, is_self: true } : {}),
    ...(act.referral ? { referral: act.referral } : {}),
  }
  return { message, file, text }
}

function replyOf(platform: Platform, thread: Thread, act: CustomerMessage, url: string | undefined): Record<string, unknown> {
  if (act.type === 'story-reply') return { reply_to: { story: { url, id: act.storyId ?? '17900000000000000' } } }
  if (act.replyTo === undefined) return {}
  const original = platform.messages.get(act.replyTo)
  if (original?.thread !== thread) throw new Error('what is replied to is not in this conversation')
  if (thread.account.product === 'instagram') return { reply_to: { mid: act.replyTo } }
  return { reply_to: { mid: act.replyTo, is_self_reply: original.direction === 'inbound' } }
}

type Attachment = { type: string } & Record<string, unknown>

function attachmentsOf(product: Product, act: CustomerMessage, url: string | undefined): Attachment[] {
  switch (act.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return Array.from({ length: act.count ?? 1 }, () => ({ type: act.type, payload: { url } }))
    case 'sticker':
      // Since 2026-08-30 only `sticker` on Messenger; Instagram calls it a picture.
      if (product === 'instagram') return [{ type: 'image', payload: { url } }]
      return [{ type: 'sticker', payload: { url, sticker_id: act.stickerId ?? 369239263222822 } }]
    case 'share':
      return [shareOf(act, url ?? act.url)]
    case 'story-mention':
      return [{ type: 'story_mention', payload: { url } }]
    case 'ephemeral':
      return [{ type: 'ephemeral' }]
    case 'product':
      return [{ type: 'template', payload: { product: { elements: act.elements } } }]
    default:
      return []
  }
}

function shareOf(act: Extract<CustomerMessage, { type: 'share' }>, url: string | undefined): Attachment {
  const { kind, title, id } = act
  const payload = { ...(url === undefined ? {} : { url }), ...(title === undefined ? {} : { title }) }
  if (kind === 'fallback') return { type: kind, ...payload, payload: url === undefined ? null : payload }
  if (id === undefined) return { type: kind, payload }
  return { type: kind, payload: { ...payload, ...(kind === 'reel' || kind === 'ig_reel' ? { reel_video_id: id } : { id }) } }
}

function hasFile(act: CustomerMessage): act is CustomerMessage & MediaSource {
  return 'file' in act || 'sample' in act
}

function storeFile(platform: Platform, account: Account, source: { type: string } & MediaSource): StoredFile {
  const sample = source.sample === undefined ? undefined : sampleByName(source.sample)
  const bytes = source.file ?? sample?.bytes
  const mimeType = source.mimeType ?? sample?.mimeType
  if (!bytes || !mimeType) throw new Error('media needs a sample, or a file with its mimeType')
  const name = source.filename ?? sample?.filename ?? source.type
  const livesMs = source.livesMs ?? (source.type.startsWith('story') ? storyLifeMs : fileLifeMs)
  return platform.files.add({ accountId: account.id, product: account.product, mimeType, name, bytes }, livesMs)
}
