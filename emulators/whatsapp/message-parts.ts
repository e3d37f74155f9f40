import { z } from 'zod'

/** Pieces that several kinds of messages are made of. */

export const mediaReference = { id: z.string().min(1).optional(), link: z.url({ protocol: /^https?$/ }).optional() }

export function eitherIdOrLink(value: { id?: string | undefined; link?: string | undefined }): boolean {
  return (value.id === undefined) !== (value.link === undefined)
}

export const oneReference = { message: 'exactly one of id and link is needed' }

export const mediaFile = z.strictObject(mediaReference).refine(eitherIdOrLink, oneReference)
export const captioned = z
  .strictObject({ ...mediaReference, caption: z.string().max(1024).optional() })
  .refine(eitherIdOrLink, oneReference)
/** In headers: a document with a name and without a caption. */
export const documentReference = z.strictObject({ ...mediaReference, filename: z.string().optional() }).refine(eitherIdOrLink, oneReference)

/** …/whatsapp/flows/guides/sendingaflow */
export const flowParameters = z
  .strictObject({
    flow_message_version: z.literal('3'),
    flow_id: z.string().min(1).optional(),
    flow_name: z.string().min(1).optional(),
    flow_cta: z.string().min(1).max(30),
    flow_token: z.string().min(1).optional(),
    mode: z.enum(['draft', 'published']).optional(),
    flow_action: z.enum(['navigate', 'data_exchange']).optional(),
    flow_action_payload: z
      .strictObject({ screen: z.string().min(1).optional(), data: z.record(z.string(), z.unknown()).optional() })
      .refine(({ data }) => data === undefined || Object.keys(data).length > 0, { message: 'data must not be empty' })
      .optional(),
  })
  .refine((flow) => (flow.flow_id === undefined) !== (flow.flow_name === undefined), { message: 'exactly one of flow_id and flow_name' })
  .refine((flow) => flow.flow_action !== 'data_exchange' || flow.flow_action_payload === undefined, {
    message: 'flow_action_payload goes with navigate only',
  })
