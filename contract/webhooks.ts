import { z } from 'zod'
import { eventTypes } from './events.ts'
import { idSchema, pageQuerySchema, timeSchema } from './paging.ts'

/** An address of the business that is told of events, signed as the Standard Webhooks specification says. */
export const webhookSchema = z.object({
  id: idSchema,
  url: z.string(),
  description: z.string().nullable(),
  types: z.array(z.enum(eventTypes)),
  enabled: z.boolean(),
  disabledReason: z
    .enum(['by-hand', 'failing', 'gone'])
    .nullable()
    .meta({ description: 'by-hand: switched off; failing: no success in five days; gone: it answered 410' }),
  failingSince: timeSchema.nullable().meta({ description: 'the first failure since the last success' }),
  secret: z.string().nullish().meta({ description: 'whsec_…, only in the answer that made it' }),
  previousSecretUntil: timeSchema.nullable().meta({ description: 'until then deliveries also carry the signature of the secret before' }),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export type Webhook = z.infer<typeof webhookSchema>

export const newWebhookSchema = z.object({
  url: z.url().max(2000),
  description: z.string().trim().max(200).nullish(),
  types: z.array(z.enum(eventTypes)).min(1).max(100),
})
export const webhookPatchSchema = newWebhookSchema.partial().extend({ enabled: z.boolean().optional() })

export const deliveryStatuses = ['pending', 'delivered', 'failed', 'withheld'] as const
export const deliveryStatusSchema = z
  .enum(deliveryStatuses)
  .meta({ description: 'withheld: not sent, because the person’s data is restricted or the message is a private note' })

export const webhookDeliverySchema = z.object({
  id: idSchema,
  webhookId: idSchema,
  eventId: idSchema.meta({ description: 'the webhook-id header: the same in every repetition' }),
  type: z.enum([...eventTypes, 'webhook.test']),
  status: deliveryStatusSchema,
  attempt: z.number().int().meta({ description: 'how often it was tried' }),
  responseStatus: z.number().int().nullable(),
  responseBody: z.string().nullable().meta({ description: 'the beginning of a refusal, 2 kB at most' }),
  error: z.string().nullable().meta({ description: 'why there was no answer, or why nothing was sent' }),
  durationMs: z.number().int().nullable(),
  attemptedAt: timeSchema.nullable(),
  nextAttemptAt: timeSchema.nullable(),
  createdAt: timeSchema,
})
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>

export const deliveryQuerySchema = pageQuerySchema.extend({ status: deliveryStatusSchema.optional() })
