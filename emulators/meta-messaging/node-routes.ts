import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorize, requireScope, unknownObject } from './authorize.ts'
import { checkCalls } from './check-pace.ts'
import { fileUrl } from './echo.ts'
import { MetaError } from './graph-error.ts'
import type { Account, Platform, Thread } from './platform.ts'
import { selectFields } from './select-fields.ts'
import { messagingScope } from './send-message.ts'
import type { Token } from './tokens.ts'

/** Reading: the page or account behind a token, and the people who wrote to it. */
export function nodeRoutes(platform: Platform): Route[] {
  return [
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/me\/accounts$/, handle: (exchange) => listPages(platform, exchange) },
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/(me|\d+)$/, handle: (exchange) => readNode(platform, exchange) },
  ]
}

function readNode(platform: Platform, exchange: Exchange): Answer {
  const token = authorize(platform, exchange)
  const id = exchange.params[0] ?? ''
  const fields = exchange.query.get('fields')
  if (token.kind === 'user' && id === 'me')
    return answer({ id: token.userId, name: 'The person who runs the pages' }, fields ?? 'name', 'User')
  const visible = token.accountIds.flatMap((one) => withLinked(platform, one))
  const [own] = visible
  const account = id === 'me' ? own : visible.find((one) => one.id === id || (token.kind === 'instagram' && one.scopedId === id))
  if (account) return readAccount(platform, token, account, fields)
  const thread = visible.map((one) => platform.threads.get(`${one.id}/${id}`)).find((one) => one !== undefined)
  if (!thread) throw unknownObject(exchange, id)
  requireScope(token, messagingScope)
  return readPerson(platform, exchange, thread, fields)
}

function withLinked(platform: Platform, id: string): Account[] {
  const account = platform.accounts.get(id)
  const linked = account?.instagramId === undefined ? undefined : platform.accounts.get(account.instagramId)
  return [account, linked].filter((one) => one !== undefined)
}

function answer(all: Record<string, unknown>, fields: string, type: string): Answer {
  return { status: 200, json: selectFields(all, fields, type) }
}

function readAccount(platform: Platform, token: Token, account: Account, fields: string | null): Answer {
  if (account.product === 'messenger') return answer(pageNode(platform, account), fields ?? 'name', 'Page')
  // By Instagram login `id` is one for this app only; the account's own is `user_id`.
  if (token.kind === 'instagram')
    return answer({ ...instagramNode(account), id: account.scopedId, user_id: account.id }, fields ?? 'id', 'IGUser')
  return answer(instagramNode(account), fields ?? 'id', 'IGUser')
}

function pageNode(platform: Platform, { id, name, username, category, instagramId }: Account): Record<string, unknown> {
  const linked = instagramId === undefined ? undefined : platform.accounts.get(instagramId)
  return {
    id,
    name,
    username,
    category,
    link: `https://www.facebook.com/${id}`,
    instagram_business_account: linked && instagramNode(linked),
  }
}

function instagramNode({ id, name, username }: Account): Record<string, unknown> {
  return {
    id,
    name,
    username,
    account_type: 'BUSINESS',
    profile_picture_url: undefined,
    followers_count: 120,
    follows_count: 8,
    media_count: 34,
  }
}

/**
 * Who wrote: name and picture may be kept from businesses (…/messenger-platform/identity/user-profile, …/instagram-messaging/
 * features/user-profile). Instagram tells nothing before the person has written, nor after they blocked the account.
 */
function readPerson(platform: Platform, exchange: Exchange, thread: Thread, fields: string | null): Answer {
  const { account, person, scopedId } = thread
  checkCalls(platform, account)
  const hasWritten = thread.lastInboundAt !== undefined
  if (account.product === 'instagram') {
    if (!hasWritten || person.blocks.has(account.id)) throw new MetaError(230)
    return answer(instagramProfile(platform, thread), fields ?? 'name,username', 'IGBusinessScopedID')
  }
  if (!hasWritten) throw unknownObject(exchange, scopedId)
  return answer(messengerProfile(platform, thread), fields ?? 'first_name,last_name,profile_pic', 'User')
}

function photoOf(platform: Platform, { person }: Thread): string | undefined {
  const file = person.photoId === undefined ? undefined : platform.files.find(person.photoId)
  return file && !person.hidesProfile ? fileUrl(platform, file) : undefined
}

function messengerProfile(platform: Platform, thread: Thread): Record<string, unknown> {
  const { person, scopedId } = thread
  const [first, ...rest] = person.name.split(' ')
  const last = rest.length > 0 ? rest.join(' ') : undefined
  const told = person.hidesProfile ? {} : { name: person.name, first_name: first, last_name: last }
  return {
    name: undefined,
    first_name: undefined,
    last_name: undefined,
    ...told,
    profile_pic: photoOf(platform, thread),
    locale: undefined,
    timezone: undefined,
    gender: undefined,
    id: scopedId,
  }
}

function instagramProfile(platform: Platform, thread: Thread): Record<string, unknown> {
  const { person, scopedId } = thread
  return {
    name: person.hidesProfile ? undefined : person.name,
    username: person.username,
    profile_pic: photoOf(platform, thread),
    follower_count: 17,
    is_user_follow_business: false,
    is_business_follow_user: false,
    is_verified_user: false,
    id: scopedId,
  }
}

/** The pages that a login has granted, each with a token of its own (…/messenger-platform/get-started). */
function listPages(platform: Platform, exchange: Exchange): Answer {
  const token = authorize(platform, exchange)
  if (token.kind !== 'user') throw new MetaError(100, 'Tried accessing nonexisting field (accounts) on node type (Page)')
  const data = token.accountIds.flatMap((id) => {
    const page = platform.accounts.get(id)
    if (!page) return []
    const own = platform.tokens.issue({
      kind: 'page',
      appId: token.appId,
      accountIds: [id],
      userId: token.userId,
      scopes: token.scopes,
      // A page's token lives as long as what it was made from: for ever, from a long-lived one.
      expiresAt: token.isLongLived ? null : token.expiresAt,
      isLongLived: token.isLongLived,
    })
    const all = { ...pageNode(platform, page), access_token: own.value, tasks: ['MESSAGING', 'MODERATE', 'MANAGE'] }
    return [selectFields(all, exchange.query.get('fields') ?? 'access_token,category,name,tasks', 'Page')]
  })
  return { status: 200, json: { data, paging: { cursors: { before: 'MQZDZD', after: 'MgZDZD' } } } }
}
