import { ProviderError } from '../../../platform/errors.ts'
import type { RawRequest } from '../adapter.ts'
import type { InboundContent, InboundEvent, InboundSender } from '../inbound-event.ts'
import { asObject, asText } from '../json-value.ts'
import { readBody } from '../read-body.ts'
import { digestId } from '../read-pieces.ts'
import { type WidgetEvent, type WidgetVisitor, widgetEventSchema } from './widget-event.ts'

/** Pure. One unreadable event becomes `poison` and leaves the others alone. */
export function parseWidgetRequest(request: RawRequest): InboundEvent[] {
  return readEvents(request.body).map((raw): InboundEvent => {
    const result = widgetEventSchema.safeParse(raw)
    if (result.success) return inboundEventOf(result.data)
    const error = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    return { kind: 'poison', eventId: digestId('unreadable', raw), at: 0, raw, error }
  })
}

/** The body that holds just this event. */
export function widgetBody(events: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify({ events }))
}

export function inboundEventOf(event: WidgetEvent): InboundEvent {
  const sender = toSender(event.visitor)
  const { at } = event
  switch (event.kind) {
    case 'message': {
      const { externalId } = event
      return { kind: 'message', eventId: `message:${externalId}`, at, raw: event, sender, externalId, content: toContent(event) }
    }
    case 'seen':
      return { kind: 'watermark', eventId: digestId('seen', event), at, raw: event, sender, status: event.status }
    case 'identity':
      return { kind: 'identity', eventId: digestId('identity', event), at, raw: event, sender, previousIds: [event.previousId], note: null }
  }
}

function toContent(event: Extract<WidgetEvent, { kind: 'message' }>): InboundContent {
  if (event.reply) {
    return {
      type: 'interactive',
      text: event.reply.title,
      interactive: { kind: 'reply', id: event.reply.id, title: event.reply.title },
      replyToExternalId: event.reply.externalId,
    }
  }
  if (event.form) {
    const { name, answers, externalId } = event.form
    return {
      type: 'interactive',
      text: answers.map(({ label, value }) => `${label}: ${value}`).join('\n'),
      interactive: { kind: 'flow', name, response: Object.fromEntries(answers.map((answer) => [answer.name, answer.value])) },
      replyToExternalId: externalId,
    }
  }
  const media = (event.files ?? []).map((file) => ({
    kind: file.kind,
    mimeType: file.mimeType,
    name: file.name,
    size: file.size,
    reference: {},
    fileId: file.id,
  }))
  return { type: media[0]?.kind ?? 'text', text: asText(event.text), media }
}

function toSender(visitor: WidgetVisitor): InboundSender {
  return {
    externalId: visitor.externalId,
    name: visitor.name ?? null,
    email: visitor.email ?? null,
    phone: visitor.phone ?? null,
    language: visitor.language ?? null,
    verified: visitor.verified,
  }
}

function readEvents(body: Buffer): unknown[] {
  try {
    const events = asObject(readBody(body))?.events
    if (Array.isArray(events)) return events
  } catch (cause) {
    throw unreadable(cause)
  }
  throw unreadable()
}

function unreadable(cause?: unknown): ProviderError {
  return new ProviderError({
    provider: 'webchat',
    code: 'invalid',
    retryable: false,
    message: 'The body is no list of widget events',
    cause,
  })
}
