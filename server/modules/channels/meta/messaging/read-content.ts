import type { AttachmentKind, MessageType } from '../../../../../contract/messages.ts'
import type { InboundContent, InboundMedia } from '../../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../../json-value.ts'
import type { ItemContext } from './parse-messaging.ts'
import { readReferral } from './read-referral.ts'

/** What a message says. An attachment of a type that we do not know leaves an `unsupported` message, never none. */
export function readContent(message: JsonObject, { account }: ItemContext): InboundContent {
  const replyTo = asObject(message.reply_to)
  const shared = {
    replyToExternalId: asId(replyTo?.mid),
    ...withReferral(message, replyTo),
  }
  const text = asText(message.text)
  const choice = asText(asObject(message.quick_reply)?.payload, 1000)
  if (choice !== null) return { ...tapped({ id: choice, title: text ?? choice }), ...shared }
  const parts = asList(message.attachments)
    .map(asObject)
    .filter((attachment) => attachment !== null)
    .map((attachment) => readAttachment(attachment, account.isFileUrl))
  const content = { ...joined(text, parts), ...shared, ...parts.find((part) => part.referral && !shared.referral)?.lead }
  return withStory(content, replyTo, account.isFileUrl)
}

/** The picture under which somebody asks "price?": its address dies with the story, and without it nobody knows what is meant. */
function withStory(content: InboundContent, replyTo: JsonObject | null, isFileUrl: (url: string) => boolean): InboundContent {
  const url = asText(asObject(replyTo?.story)?.url, 4000)
  if (url === null || !isFileUrl(url)) return content
  const story = { ...mediaOf(kindOfFile(url, 'image'), url), name: 'story' }
  return {
    ...content,
    type: content.type === 'unsupported' ? story.kind : content.type,
    media: [...(content.media ?? []), story],
  }
}

/** What one attachment comes to. */
interface Part {
  media?: InboundMedia
  text?: string
  location?: InboundContent['location']
  referral?: boolean
  /** What it adds to the whole message. */
  lead?: Pick<InboundContent, 'referral'>
  isProduct?: boolean
}

const kinds: Readonly<Record<string, AttachmentKind>> = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  file: 'document',
  sticker: 'sticker',
  animated_image_url: 'image',
}

/** Somebody's post, reel or story, sent on. */
const posts: Readonly<Record<string, AttachmentKind>> = {
  share: 'image',
  post: 'image',
  ig_post: 'image',
  media: 'image',
  story: 'image',
  ig_story: 'image',
  story_mention: 'image',
  reel: 'video',
  ig_reel: 'video',
}

function readAttachment(attachment: JsonObject, isFileUrl: (url: string) => boolean): Part {
  const type = asText(attachment.type, 60) ?? ''
  const payload = asObject(attachment.payload)
  const url = asText(payload?.url, 4000)
  const kind = kinds[type]
  if (kind) return url === null ? {} : { media: mediaOf(kind, url) }
  if (Object.hasOwn(posts, type)) return readPost(type, payload, url, isFileUrl)
  if (type === 'fallback')
    return lineOf(asText(attachment.title, 1000) ?? asText(payload?.title, 1000), asText(attachment.url, 4000) ?? url)
  if (type === 'location') return readLocation(payload)
  if (type === 'template') return readTemplate(payload)
  // `ephemeral` (may be seen once, in the app only) has no address, and what is new has a meaning that we do not know.
  return {}
}

/** The address of what was shared may be the file itself, which vanishes with the post: then it is fetched at once. */
function readPost(type: string, payload: JsonObject | null, url: string | null, isFileUrl: (url: string) => boolean): Part {
  const title = asText(payload?.title, 1000)
  const lead = { referral: { source: 'post' as const, url: isMention(type) ? null : url, headline: title, ...mention(type) } }
  if (url === null) return title === null ? {} : { text: title }
  // That they named the account in a story is worth saying also where the file's host is new to us.
  if (!isFileUrl(url)) return { ...lineOf(title, url), ...(isMention(type) ? { referral: true, lead } : {}) }
  return { media: mediaOf(kindOfFile(url, posts[type] ?? 'image'), url), ...(title === null ? {} : { text: title }), referral: true, lead }
}

function kindOfFile(url: string, usual: AttachmentKind): AttachmentKind {
  return /\.(mp4|mov)(\?|$)/i.test(url) ? 'video' : usual
}

const isMention = (type: string): boolean => type === 'story_mention'
const mention = (type: string): { story?: 'mention' } => (isMention(type) ? { story: 'mention' } : {})

function lineOf(title: string | null, url: string | null): Part {
  const text = [title, url].filter((line) => line !== null && line !== '').join('\n')
  return text === '' ? {} : { text }
}

function readLocation(payload: JsonObject | null): Part {
  const coordinates = asObject(payload?.coordinates)
  const latitude = asNumber(coordinates?.lat)
  const longitude = asNumber(coordinates?.long)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return {}
  return { location: { latitude, longitude } }
}

/** Products that somebody asks about, and cards that an account of ours sent by another program. */
function readTemplate(payload: JsonObject | null): Part {
  const products = asList(asObject(payload?.product)?.elements)
  const cards = products.length > 0 ? products : asList(payload?.elements)
  const lines = [asText(payload?.text), ...cards.map((card) => asText(asObject(card)?.title, 1000))].filter((line) => line !== null)
  const [first] = products.map(asObject)
  const lead = first
    ? { lead: { referral: { source: 'product' as const, url: null, headline: asId(first.retailer_id) ?? asId(first.id) } } }
    : {}
  return { ...(lines.length > 0 ? { text: lines.join('\n') } : {}), ...lead, referral: first !== undefined, isProduct: products.length > 0 }
}

/** Addresses of files are the only reference that there is: they expire, so they are fetched at once. */
function mediaOf(kind: AttachmentKind, url: string): InboundMedia {
  const voice = kind === 'audio' ? { voice: true } : {}
  return { kind, mimeType: null, name: null, size: null, reference: { url }, ...voice }
}

function joined(text: string | null, parts: readonly Part[]): InboundContent {
  const media = parts.flatMap((part) => (part.media ? [part.media] : []))
  const lines = [text, ...parts.map((part) => part.text ?? null)].filter((line) => line !== null)
  const words = lines.length > 0 ? lines.join('\n\n') : null
  const location = parts.find((part) => part.location)?.location
  return {
    type: typeOf(words, media, parts),
    text: words,
    ...(media.length > 0 ? { media } : {}),
    ...(location ? { location } : {}),
  }
}

function typeOf(text: string | null, media: readonly InboundMedia[], parts: readonly Part[]): MessageType {
  const [first] = media
  if (first) return first.kind
  if (parts.some((part) => part.location)) return 'location'
  if (parts.some((part) => part.isProduct)) return 'product'
  return text === null ? 'unsupported' : 'text'
}

function withReferral(message: JsonObject, replyTo: JsonObject | null): Pick<InboundContent, 'referral'> {
  const story = asObject(replyTo?.story)
  // The address of a story lives a day; that it was one, and which, is kept. The picture itself: `withStory`.
  if (story) return { referral: { source: 'post', url: asText(story.url, 4000), headline: null, story: 'reply' } }
  const referral = readReferral(message.referral)
  return referral ? { referral } : {}
}

export function tapped(reply: { id: string; title: string }): InboundContent {
  return { type: 'interactive', text: reply.title || null, interactive: { kind: 'reply', ...reply } }
}
