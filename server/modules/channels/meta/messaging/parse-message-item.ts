import type { InboundContent, InboundEvent, InboundSender } from '../../inbound-event.ts'
import { asId, asNumber, asObject, asText, type JsonObject, requireId } from '../../json-value.ts'
import { digestId } from '../../read-pieces.ts'
import { readCallbackData } from '../callback-data.ts'
import type { ItemContext } from './parse-messaging.ts'
import { readContent, tapped } from './read-content.ts'
import { readReferral } from './read-referral.ts'

/** `message`, `message_edit`, `reaction`, `postback`: what somebody did in the conversation. Null for items of another sort. */
export function parseMessageItem(item: JsonObject, context: ItemContext): InboundEvent | null {
  const message = asObject(item.message)
  // The account wrote to itself, as people do to try things. It comes as an echo, too, and nobody took over.
  if (message?.is_self === true)
    return { ...baseOf(`message:${requireId(message.mid, 'message.mid')}`, context), kind: 'ignored', name: 'self-message' }
  if (message) return message.is_echo === true ? parseEcho(item, message, context) : parseMessage(item, message, context)
  if (asObject(item.postback)) return parsePostback(item, context)
  if (asObject(item.message_edit)) return parseEdit(item, context)
  return asObject(item.reaction) ? parseReaction(item, context) : null
}

function parseMessage(item: JsonObject, message: JsonObject, context: ItemContext): InboundEvent {
  const mid = requireId(message.mid, 'message.mid')
  const base = baseOf(`message:${mid}`, context)
  const sender = senderOf(item)
  if (message.is_deleted === true) return { ...base, eventId: `unsend:${mid}`, kind: 'delete', sender, targetExternalId: mid }
  return { ...base, kind: 'message', sender, externalId: mid, content: readContent(message, context), ...standby(context) }
}

/**
 * What our account sent. Our own program's word of it proves the send; anything else was typed by a person, in the provider's own inbox or on a phone, or
 * sent by another app.
 */
function parseEcho(item: JsonObject, message: JsonObject, context: ItemContext): InboundEvent {
  const mid = requireId(message.mid, 'message.mid')
  const base = baseOf(`message:${mid}`, context)
  const recipient = { externalId: requireId(asObject(item.recipient)?.id, 'recipient.id') }
  if (message.is_deleted === true) return { ...base, eventId: `unsend:${mid}`, kind: 'delete', sender: recipient, targetExternalId: mid }
  const ours = readCallbackData(message.metadata)
  const appId = asId(message.app_id)
  if (ours.clientId || (appId !== null && appId === context.account.appId))
    return { ...base, kind: 'status', externalId: mid, ...ours, status: 'sent' }
  const echo: InboundEvent = { ...base, kind: 'echo', recipient, externalId: mid, content: readContent(message, context) }
  return context.isStandby && appId !== null && !inboxApps.has(appId) ? { ...echo, historical: true, standby: true } : echo
}

/**
 * Behind these people write: the inboxes of pages and of Instagram accounts (the pages spell the first in two ways). Any other app that has the conversation
 * is a program like ours, and what it says takes nothing over from us.
 */
const inboxApps: ReadonlySet<string> = new Set(['263902037430900', '26390203743090', '1217981644879628'])

/** A tap on a button of a message of ours, on Get Started, in the menu or on a question to start with. */
function parsePostback(item: JsonObject, context: ItemContext): InboundEvent {
  const postback = asObject(item.postback) ?? {}
  const sender = senderOf(item)
  const mid = asId(postback.mid)
  const title = asText(postback.title, 1000) ?? ''
  // Of a conversation that is another app's the payload is not told.
  const payload = asText(postback.payload, 1000) ?? title
  const externalId = mid ?? digestId('postback', [sender.externalId, context.at, payload])
  const content: InboundContent = {
    ...tapped({ id: payload, title: title || payload }),
    ...referralOf(postback.referral),
  }
  return { ...baseOf(`message:${externalId}`, context), kind: 'message', sender, externalId, content, ...standby(context) }
}

function parseEdit(item: JsonObject, context: ItemContext): InboundEvent {
  const edit = asObject(item.message_edit) ?? {}
  const mid = requireId(edit.mid, 'message_edit.mid')
  const number = asNumber(edit.num_edit)
  const eventId = number === null ? digestId('edit', [mid, edit.text]) : `edit:${mid}:${number}`
  return { ...baseOf(eventId, context), kind: 'edit', sender: senderOf(item), targetExternalId: mid, text: asText(edit.text) }
}

/** Where only the reaction's name comes along. */
const emojis: Readonly<Record<string, string>> = {
  love: '❤️',
  like: '👍',
  dislike: '👎',
  smile: '😆',
  laugh: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
}

function parseReaction(item: JsonObject, context: ItemContext): InboundEvent {
  const reaction = asObject(item.reaction) ?? {}
  const mid = requireId(reaction.mid, 'reaction.mid')
  const sender = senderOf(item)
  const action = asText(reaction.action, 20) ?? 'react'
  const name = asText(reaction.reaction, 60)
  const emoji = asText(reaction.emoji, 100) ?? (name === null ? null : (emojis[name] ?? '❤️'))
  return {
    ...baseOf(`reaction:${mid}:${sender.externalId}:${action}:${context.at}`, context),
    kind: 'reaction',
    sender,
    targetExternalId: mid,
    emoji: action === 'unreact' ? null : (emoji ?? '❤️'),
  }
}

/** Webhooks carry no names: those are asked for by the profile. A checkbox on a website knows the person by a reference only. */
export function senderOf(item: JsonObject): InboundSender {
  const sender = asObject(item.sender)
  return { externalId: asId(sender?.id) ?? requireId(sender?.user_ref, 'sender.id') }
}

export function baseOf(eventId: string, { at, raw }: ItemContext): { eventId: string; at: number; raw: unknown } {
  return { eventId, at, raw }
}

function standby({ isStandby }: ItemContext): { historical?: true; standby?: true } {
  return isStandby ? { historical: true, standby: true } : {}
}

function referralOf(value: unknown): Pick<InboundContent, 'referral'> {
  const referral = readReferral(value)
  return referral ? { referral } : {}
}
