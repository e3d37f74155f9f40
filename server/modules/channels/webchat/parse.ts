import { createHash } from 'node:crypto'
import { ProviderError } from '../../../platform/errors.ts'
import type { InboundContent, InboundEvent, InboundSender, RawRequest } from '../adapter.ts'
import { type WidgetEvent, type WidgetVisitor, widgetEventSchema } from './widget-event.ts'

/** Pure. One unreadable event becomes `poison` and leaves the others alone. */
export function parseWidgetRequest(request: RawRequest): InboundEvent[] {
  return readEvents(request.body).map((raw): InboundEvent => {
    const result = widgetEventSchema.safeParse(raw)
    if (result.success) return inboundEventOf(result.data)
    const error = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    return { kind: 'poison', eventId: `unreadable:${digest(raw)}`, at: 0, raw, error }
  })
}

export function inboundEventOf(event: WidgetEvent): InboundEvent {
  const sender = toSender(event.visitor)
  const { at } = event
  switch (event.kind) {
    case 'message': {
      const externalId = messageExternalId(event.visitor.externalId, event.clientId)
      return { kind: 'message', eventId: `message:${externalId}`, at, raw: event, sender, externalId, content: toContent(event) }
    }
    case 'seen':
      return { kind: 'watermark', eventId: `seen:${digest(event)}`, at, raw: event, sender, status: event.status }
    case 'identity':
      return { kind: 'identity', eventId: `identity:${digest(event)}`, at, raw: event, sender, previousIds: [event.previousId], note: null }
  }
}

/** A visitor's own message id in the record: `clientId` is unique within one visitor only. */
export function messageExternalId(visitorExternalId: string, clientId: string): string {
  return `${visitorExternalId}/${clientId}`
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
  const media = (event.files ?? []).map((file) => ({
    kind: file.kind,
    mimeType: file.mimeType,
    name: file.name,
    size: file.size,
    reference: {},
    fileId: file.id,
  }))
  return { type: media[0]?.kind ?? 'text', text: event.text ?? null, media }
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
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw unreadable(cause)
  }
  const events = isRecord(parsed) ? parsed.events : undefined
  if (!Array.isArray(events)) throw unreadable()
  return events
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 32)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
