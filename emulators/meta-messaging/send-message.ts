import type { Answer, Exchange } from '../http-server.ts'
import { authorizeAccount, requireScope } from './authorize.ts'
import { checkCalls, checkPace } from './check-pace.ts'
import { checkReplyTo, checkWindow, type WindowErrors } from './check-window.ts'
import { requireAnswerable } from './comments.ts'
import { echoOf } from './echo.ts'
import { fetchAttachment } from './fetch-attachment.ts'
import type { StoredFile } from './file-store.ts'
import { findThread, unknownPerson } from './find-thread.ts'
import { MetaError, subcodes } from './graph-error.ts'
import type { Handover } from './handover.ts'
import {
  type SendBody,
  type SenderAction,
  type SentAttachment,
  type SentMessage,
  senderActionSchema,
  sendSchemaOf,
} from './message-schema.ts'
import { parameters } from './parameters.ts'
import { type Account, newMid, type Platform, rememberMessage, type Thread, threadOf } from './platform.ts'
import type { Progress } from './progress.ts'
import { readParameters } from './refuse-issue.ts'
import { giveControl, inboxAppIds, keepControl, requireControl, routingOf } from './routing.ts'
import { actOnPhone } from './sender-action.ts'
import { showOnPhone } from './show-on-phone.ts'
import type { Template } from './template-schema.ts'
import type { Token } from './tokens.ts'

export interface SendParts {
  platform: Platform
  progress: Progress
  handover: Handover
  windowErrors: WindowErrors
}

export const messagingScope = { page: 'pages_messaging', instagram: 'instagram_business_manage_messages' }

/** `POST /{page | instagram account | me}/messages`: a message, or what the business does without one. */
export function sendMessage(parts: SendParts): (exchange: Exchange) => Promise<Answer> {
  const { platform } = parts
  return async (exchange) => {
    const { token, account: host } = authorizeAccount(platform, exchange)
    requireScope(token, messagingScope)
    const input = parameters(exchange)
    const commentId = commentOf(input)
    if (commentId !== undefined) return answerComment(parts, token, host, commentId, input)
    const thread = findThread(platform, host, recipientOf(input))
    const account = thread?.account ?? host
    checkCalls(platform, account)
    if ('sender_action' in input) {
      const action = readParameters(senderActionSchema, input)
      return act(parts, token, requirePerson(thread, account), action)
    }
    const body = readParameters(sendSchemaOf(account.product), input)
    checkPace(platform, account, token, body.message)
    return write(parts, token, requirePerson(thread, account), body)
  }
}

/** A private reply: one message with words, to whoever wrote the comment, whatever the window (…/instagram-platform/private-replies). */
async function answerComment(
  parts: SendParts,
  token: Token,
  host: Account,
  commentId: string,
  input: Record<string, unknown>,
): Promise<Answer> {
  const { platform } = parts
  const comment = requireAnswerable(platform, host, commentId)
  const { account, person } = comment
  checkCalls(platform, account)
  const body = readParameters(sendSchemaOf(account.product), input)
  if (body.tag !== undefined || body.reply_to !== undefined) throw new MetaError(100, 'A private reply has neither a tag nor a quote')
  if (body.message.text === undefined) throw new MetaError(100, 'A private reply is a text')
  checkPace(platform, account, token, body.message)
  const answer = await deliver(parts, token, requirePerson(threadOf(platform, account, person), account), body)
  comment.isAnswered = true
  return answer
}

function commentOf({ recipient }: Record<string, unknown>): string | undefined {
  const id = typeof recipient === 'object' && recipient !== null && 'comment_id' in recipient ? recipient.comment_id : undefined
  return typeof id === 'string' ? id : undefined
}

function recipientOf({ recipient }: Record<string, unknown>): string {
  const id = typeof recipient === 'object' && recipient !== null && 'id' in recipient ? recipient.id : ''
  return typeof id === 'string' ? id : ''
}

function requirePerson(thread: Thread | undefined, account: Account): Thread {
  if (!thread) throw unknownPerson(account.product)
  if (thread.person.blocks.has(account.id)) throw new MetaError(551, undefined, subcodes.unavailable)
  return thread
}

function act({ platform }: SendParts, token: Token, thread: Thread, action: SenderAction): Answer {
  requireControl(platform, thread, token.appId)
  if (action.payload) checkReplyTo(platform, thread, action.payload.message_id)
  actOnPhone(platform, thread, action)
  return { status: 200, json: { recipient_id: thread.scopedId } }
}

function write(parts: SendParts, token: Token, thread: Thread, body: SendBody): Promise<Answer> {
  const { platform } = parts
  requireControl(platform, thread, token.appId)
  if (body.tag !== undefined && !platform.mayTagPeople)
    throw new MetaError(10, "To use 'Human Agent', your use of this endpoint must be reviewed and approved by Facebook.")
  checkWindow(platform, thread, body.tag !== undefined, parts.windowErrors)
  if (body.reply_to) checkReplyTo(platform, thread, body.reply_to.mid)
  return deliver(parts, token, thread, body)
}

async function deliver(parts: SendParts, token: Token, thread: Thread, body: SendBody): Promise<Answer> {
  const { platform, progress } = parts
  const { account } = thread
  requireNewOrder(platform, account, body.message)
  const files = await fetchFiles(platform, account, body.message)

  const mid = newMid(account.product)
  const at = platform.clock()
  rememberMessage(platform, { mid, thread, direction: 'outbound', at, text: body.message.text })
  showOnPhone(platform, thread, mid, body, files)
  // With routing, who answers has the conversation from then on.
  if (routingOf(platform, account).defaultAppId === token.appId) giveControl(platform, thread, token.appId)
  keepControl(platform, thread)
  progress.sent({ thread, mid, at, echo: echoOf(platform, mid, token.appId, body, files) })
  if (body.thread_control) await handOn(parts, token, thread, body.thread_control)
  const reusable = reusableIn(body.message) ? files[0] : undefined
  return { status: 200, json: { recipient_id: thread.scopedId, message_id: mid, ...(reusable ? { attachment_id: reusable.id } : {}) } }
}

type Control = NonNullable<SendBody['thread_control']>

async function handOn({ handover }: SendParts, token: Token, thread: Thread, control: Control): Promise<void> {
  if (control.control_type === 'release') handover.release(thread, token.appId)
  else await handover.pass(thread, token.appId, control.app_id ?? inboxAppIds[thread.account.product])
}

function attachmentsOf(message: SentMessage): SentAttachment[] {
  if ('attachments' in message && message.attachments) return message.attachments
  return message.attachment ? [message.attachment] : []
}

/** The number of an order stands on one receipt only. */
function requireNewOrder(platform: Platform, account: Account, message: SentMessage): void {
  const payload = message.attachment?.type === 'template' ? message.attachment.payload : undefined
  if (payload?.template_type !== 'receipt') return
  const key = `${account.id}/${payload.order_number}`
  if (platform.orderNumbers.has(key)) throw new MetaError(100, 'The order_number of a receipt must be unique')
  platform.orderNumbers.add(key)
}

function reusableIn(message: SentMessage): boolean {
  return attachmentsOf(message).some((one) => 'payload' in one && 'is_reusable' in one.payload && one.payload.is_reusable === true)
}

async function fetchFiles(platform: Platform, account: Account, message: SentMessage): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  for (const attachment of attachmentsOf(message)) {
    if (attachment.type === 'template') {
      files.push(...templateFiles(platform, account, attachment.payload))
      continue
    }
    if (attachment.type === 'like_heart' || attachment.type === 'MEDIA_SHARE') continue
    const { url, attachment_id: id } = attachment.payload
    if (url !== undefined) files.push(await fetchAttachment(platform, account, attachment.type, url))
    else files.push(uploaded(platform, account, id ?? ''))
  }
  return files
}

/** A media template names a file that was uploaded, and says rightly what it is. */
function templateFiles(platform: Platform, account: Account, payload: Template): StoredFile[] {
  const [element] = payload.template_type === 'media' ? payload.elements : []
  if (element?.attachment_id === undefined) return []
  const file = uploaded(platform, account, element.attachment_id)
  if (!file.mimeType.startsWith(`${element.media_type}/`)) throw new MetaError(100, `The attachment is no ${element.media_type}`)
  return [file]
}

function uploaded(platform: Platform, account: Account, id: string): StoredFile {
  const file = platform.files.find(id)
  if (!file || (file.accountId !== account.id && file.accountId !== account.pageId)) throw new MetaError(100, 'Invalid attachment ID')
  return file
}
