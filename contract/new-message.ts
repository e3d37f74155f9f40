import { z } from 'zod'
import { messageLimits } from './message-limits.ts'
import { contactCardSchema, type Interactive, interactiveSchema, type LinkedFile, linkedFileSchema, locationSchema } from './messages.ts'
import { idSchema } from './paging.ts'

/** A page about a place comes with what customers send; no provider takes one along. */
const placeSchema = locationSchema.omit({ url: true })

const buttonIndex = z.number().int().min(0).max(9)

/** A file at an address that the provider fetches itself, or, without one, the message's first attachment. */
const headerFile = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  name: z.string().max(240).optional(),
}

/** An approved template, with what its placeholders take. `variables` are the body's, by number or name. */
export const messageTemplateSchema = z.object({
  name: z.string(),
  language: z.string(),
  variables: z.record(z.string(), z.string()).optional(),
  code: z
    .string()
    .regex(/^\S{1,15}$/, 'A code of 1 to 15 characters, without spaces')
    .optional()
    .meta({ description: 'the one-time code of a template of the category authentication: in its text and behind its button' }),
  header: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('text'), variables: z.record(z.string(), z.string()) }),
      z.object({ kind: z.literal('image'), ...headerFile }),
      z.object({ kind: z.literal('video'), ...headerFile }),
      z.object({ kind: z.literal('document'), ...headerFile }),
      z.object({ kind: z.literal('location'), ...placeSchema.shape }),
    ])
    .optional(),
  /** Only buttons that take something, by their place among all buttons of the template, counted from 0. */
  buttons: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('url'), index: buttonIndex, suffix: z.string().min(1).max(2000) }),
        z.object({ kind: z.literal('reply'), index: buttonIndex, id: z.string().min(1).max(256) }),
        z.object({ kind: z.literal('copy-code'), index: buttonIndex, code: z.string().min(1).max(20) }),
        z.object({
          kind: z.literal('flow'),
          index: buttonIndex,
          token: z.string().max(200).optional(),
          data: z.record(z.string(), z.unknown()).optional(),
        }),
        z.object({ kind: z.literal('catalog'), index: buttonIndex, thumbnailProductId: z.string().optional() }),
      ]),
    )
    .max(10)
    .optional(),
})
export type MessageTemplate = z.infer<typeof messageTemplateSchema>

/** Kinds that hang on a text: without one nobody would know what they are for. */
const needsText = new Set<Interactive['kind']>(['catalog', 'location-request', 'contact-request'])

/** A file that was uploaded, or one that lies elsewhere. */
const attachedSchema = z.union([z.object({ fileId: idSchema }), linkedFileSchema])

/** Body of `POST /conversations/{id}/messages`. `attachments` are files uploaded by `POST /files`, by their ids, or files elsewhere, by their addresses. */
export const newMessageSchema = z
  .object({
    text: z.string().min(1).max(messageLimits.text).optional(),
    attachments: z.array(attachedSchema).max(messageLimits.attachments).optional(),
    interactive: interactiveSchema.optional(),
    location: placeSchema.optional(),
    contactCards: z
      .array(
        contactCardSchema.extend({
          name: z.string().min(1).max(messageLimits.contactName),
          emails: z.array(z.email()).max(messageLimits.contactEmails),
        }),
      )
      .min(1)
      .max(20)
      .optional(),
    template: messageTemplateSchema.optional(),
    reaction: z
      .object({ messageId: idSchema, emoji: z.string().min(1).max(32).nullable() })
      .optional()
      .meta({ description: 'to a message of this conversation; null takes it back' }),
    replyToId: idSchema.optional(),
    private: z.boolean().optional(),
  })
  .refine(
    ({ text, attachments, interactive, template, location, contactCards, reaction }) =>
      text || attachments?.length || interactive || template || location || contactCards || reaction,
    { message: 'A message needs text, attachments, interactive, location, contactCards, reaction or template' },
  )
  .refine(({ interactive, text }) => !interactive || !needsText.has(interactive.kind) || text, {
    path: ['text'],
    message: 'This needs a text that says what it is for',
  })
  .refine(({ interactive }) => interactive?.kind !== 'flow' || Boolean(interactive.flowId) === Boolean(interactive.button), {
    path: ['interactive'],
    message: 'A form needs both flowId and the button that opens it',
  })
  .refine(({ template, attachments }) => !needsFile(template) || fileIdsOf(attachments).length > 0, {
    path: ['template', 'header'],
    message: 'The header needs an address, or a file attached to the message',
  })
  .refine(({ reaction, ...body }) => !reaction || Object.entries(body).every(([, value]) => value === undefined || value === false), {
    path: ['reaction'],
    message: 'A reaction is sent by itself',
  })
  .refine(
    ({ interactive, attachments }) =>
      interactive?.kind !== 'cards' || picturesOf(interactive).every((id) => fileIdsOf(attachments).includes(id)),
    { path: ['interactive', 'cards'], message: 'The picture of a card is one of the attachments' },
  )
export type NewMessage = z.infer<typeof newMessageSchema>

/** Of the files that were uploaded. */
export function fileIdsOf(attachments: readonly z.infer<typeof attachedSchema>[] | undefined): string[] {
  return [...new Set(attachments?.flatMap((one) => ('fileId' in one ? one.fileId : [])))]
}

/** Of those that lie elsewhere. */
export function linkedFilesOf(attachments: readonly z.infer<typeof attachedSchema>[] | undefined): LinkedFile[] {
  return (attachments ?? []).flatMap((one) => ('url' in one ? one : []))
}

function needsFile(template: MessageTemplate | undefined): boolean {
  const header = template?.header
  return (header?.kind === 'image' || header?.kind === 'video' || header?.kind === 'document') && !header.url
}

function picturesOf({ cards }: Extract<Interactive, { kind: 'cards' }>): string[] {
  return cards.flatMap(({ fileId }) => fileId ?? [])
}
