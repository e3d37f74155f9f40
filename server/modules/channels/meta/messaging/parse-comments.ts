import type { InboundContent, InboundEvent, InboundSender } from '../../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject, requireId } from '../../json-value.ts'
import { digestId, readPiece, readTime } from '../../read-pieces.ts'
import { commentAddress } from './comment-address.ts'
import type { MessagingAccount } from './parse-messaging.ts'

/**
 * What was written below the account's posts. Pages tell it as a `feed` change, Instagram as `comments`, either among the entry's `changes` or in the entry itself
 * (…/instagram-platform/webhooks/examples, …/graph-api/webhooks/reference/page). Everything else about posts is none of an inbox's business.
 */
export function parseComments(entry: JsonObject, account: MessagingAccount, now: number): InboundEvent[] {
  const changes = 'field' in entry ? [{ field: entry.field, value: entry.value }] : asList(entry.changes)
  return changes.flatMap((change) => readPiece(change, now, () => parseChange(change, entry, account, now)))
}

function parseChange(piece: unknown, entry: JsonObject, account: MessagingAccount, now: number): InboundEvent {
  const change = asObject(piece)
  const value = asObject(change?.value)
  const field = asText(change?.field, 100) ?? 'entry'
  const base = { at: timeOf(value, entry, now), raw: { comment: { field, value }, time: entry.time ?? null } }
  const isComment = account.object === 'page' ? field === 'feed' && value?.item === 'comment' : field === 'comments'
  const ignored = { ...base, kind: 'ignored' as const, name: field, eventId: digestId(field, piece), raw: { field } }
  if (!value || !isComment) return ignored
  const id = requireId(value.comment_id ?? value.id, 'the id of the comment')
  const author = asObject(value.from)
  // What the account itself writes below its posts is no question to it.
  if (account.ids.includes(asId(author?.id) ?? '')) return ignored
  const sender = senderOf(author, id)
  const targetExternalId = commentAddress(id)
  const text = asText(value.message) ?? asText(value.text)
  switch (asText(value.verb, 40) ?? 'add') {
    case 'add':
      return {
        ...base,
        eventId: `comment:${id}`,
        kind: 'message',
        sender,
        externalId: targetExternalId,
        answerTo: targetExternalId,
        content: contentOf(value, text, account),
      }
    case 'edited':
      return { ...base, eventId: digestId('comment-edit', [id, text]), kind: 'edit', sender, targetExternalId, text }
    case 'remove':
      return {
        ...base,
        eventId: `comment-remove:${id}`,
        kind: 'delete',
        sender,
        targetExternalId,
        inJournal: [{ comment: { value: { comment_id: id } } }],
      }
    default:
      return ignored
  }
}

/** Whoever does not let the account know who they are can be answered all the same, and is nobody else. */
function senderOf(author: JsonObject | null, commentId: string): InboundSender {
  const username = asText(author?.username, 200)
  return { externalId: asId(author?.id) ?? commentAddress(commentId), name: asText(author?.name, 200) ?? username, username }
}

function contentOf(value: JsonObject, text: string | null, account: MessagingAccount): InboundContent {
  const photo = asText(value.photo, 4000)
  const media = photo !== null && account.isFileUrl(photo)
  const post = asObject(value.post)
  const medium = asObject(value.media)
  const postId = asId(value.post_id) ?? asId(medium?.id)
  const pageUrl = postId === null ? null : `https://www.facebook.com/${encodeURIComponent(postId)}`
  const url = account.object === 'page' ? (asText(post?.permalink_url, 2000) ?? pageUrl) : null
  return {
    type: media ? 'image' : text === null ? 'unsupported' : 'text',
    text,
    ...(media ? { media: [{ kind: 'image', mimeType: null, name: null, size: null, reference: { url: photo } }] } : {}),
    ...(text === null && !media ? { unsupported: 'comment' } : {}),
    referral: { source: 'comment', url: isWebAddress(url) ? url : null, headline: asText(medium?.ad_title, 300), externalId: postId },
  }
}

function isWebAddress(url: string | null): boolean {
  return url !== null && /^https?:\/\//.test(url)
}

/** The comment's own time, else that of the entry: in seconds here, in milliseconds where messages are told. */
function timeOf(value: JsonObject | null, entry: JsonObject, now: number): number {
  const given = asNumber(value?.created_time) ?? asNumber(entry.time)
  return readTime(given === null ? null : given < 1e11 ? given * 1000 : given, now)
}
