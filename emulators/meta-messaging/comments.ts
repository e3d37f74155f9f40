import { randomInt } from 'node:crypto'
import { MetaError } from './graph-error.ts'
import { type Account, type Person, type Platform, type PostComment, threadOf } from './platform.ts'
import type { Webhooks } from './webhooks.ts'

export interface CommentInput {
  text: string
  postId?: string
  /** The app may not see who it was: the event names nobody. */
  hidesAuthor?: boolean
}

const answerableMs = 7 * 24 * 3600_000
const digits = (count: number) => String(randomInt(1, 9)) + String(randomInt(10 ** Math.min(count - 1, 14))).padStart(count - 1, '0')

/** Writes below a post, and tells the account's apps. */
export function writeComment(
  { platform, webhooks }: { platform: Platform; webhooks: Webhooks },
  account: Account,
  person: Person,
  { text, postId = defaultPost(account), hidesAuthor = false }: CommentInput,
): { id: string; delivered: Promise<void> } {
  const id = account.product === 'messenger' ? `${postId.split('_')[1]}_${digits(15)}` : `178${digits(14)}`
  const comment: PostComment = { id, account, person, postId, at: platform.clock(), isAnswered: false }
  platform.comments.set(id, comment)
  const author = hidesAuthor ? {} : { from: authorOf(platform, comment) }
  const value =
    account.product === 'messenger'
      ? pageValue(comment, 'add', { message: text, ...author })
      : { ...instagramValue(comment), text, ...author }
  return { id, delivered: webhooks.deliver({ account, thread: undefined, topic: 'comment', item: value }) }
}

/** Only pages tell of it (…/graph-api/webhooks/reference/page). */
export function changeComment(
  { platform, webhooks }: { platform: Platform; webhooks: Webhooks },
  id: string,
  change: { verb: 'edited'; text: string } | { verb: 'remove' },
): Promise<void> {
  const comment = platform.comments.get(id)
  if (comment?.account.product !== 'messenger') throw new Error('there is no such comment below a post of a page')
  const author = { from: authorOf(platform, comment) }
  const value = pageValue(comment, change.verb, change.verb === 'edited' ? { message: change.text, ...author } : author)
  if (change.verb === 'remove') platform.comments.delete(id)
  return webhooks.deliver({ account: comment.account, thread: undefined, topic: 'comment', item: value })
}

/** A comment that may still be answered privately (…/instagram-platform/private-replies): by its own account, once, for seven days. */
export function requireAnswerable(platform: Platform, host: Account, id: string): PostComment {
  const comment = platform.comments.get(id)
  const isOwn = comment?.account === host || (comment !== undefined && comment.account.pageId === host.id)
  if (!comment || !isOwn) throw new MetaError(100, 'Param recipient[comment_id] is not the id of a comment of this account')
  if (comment.isAnswered) throw new MetaError(10900)
  if (platform.clock() - comment.at >= answerableMs) throw new MetaError(10901)
  return comment
}

function authorOf(platform: Platform, { account, person }: PostComment): Record<string, string> {
  const { scopedId } = threadOf(platform, account, person)
  return account.product === 'messenger' ? { id: scopedId, name: person.name } : { id: scopedId, username: person.username ?? person.name }
}

function pageValue({ id, postId, at }: PostComment, verb: string, more: Record<string, unknown>): Record<string, unknown> {
  return {
    item: 'comment',
    verb,
    comment_id: id,
    post_id: postId,
    parent_id: postId,
    created_time: Math.floor(at / 1000),
    post: { id: postId, permalink_url: `https://www.facebook.com/posts/${postId}` },
    ...more,
  }
}

function instagramValue({ id, postId }: PostComment): Record<string, unknown> {
  return { id, media: { id: postId, media_product_type: 'FEED' } }
}

function defaultPost({ product, id }: Account): string {
  return product === 'messenger' ? `${id}_700000000000001` : '17900000000000001'
}
