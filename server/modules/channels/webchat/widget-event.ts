import { z } from 'zod'
import { attachmentKinds } from '../../../../contract/messages.ts'

const id = z.string().min(1).max(400)

/** What a visitor did, as the widget's routes have checked it: the "webhook body" of this channel, kept in the journal as it is. */
const base = {
  visitor: z.object({
    externalId: id,
    verified: z.boolean(),
    name: z.string().max(200).nullish(),
    email: z.string().max(320).nullish(),
    phone: z.string().max(40).nullish(),
    language: z.string().max(35).nullish(),
  }),
  at: z.number().int().nonnegative(),
}

export const widgetEventSchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('message'),
    /** The browser's own id of the message behind the visitor's: sent twice, it is one message. */
    externalId: id,
    text: z.string().nullish(),
    files: z
      .array(
        z.object({
          id: z.string(),
          kind: z.enum(attachmentKinds),
          mimeType: z.string(),
          name: z.string().nullable(),
          size: z.number().int(),
        }),
      )
      .nullish(),
    form: z
      .object({
        externalId: z.string().nullable(),
        name: z.string(),
        answers: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })),
      })
      .nullish(),
    reply: z.object({ externalId: z.string().nullable(), id: z.string(), title: z.string() }).nullish(),
  }),
  z.object({ ...base, kind: z.literal('seen'), status: z.enum(['delivered', 'read']) }),
  /** The website has proved who the visitor is: what they wrote before belongs to the same person. */
  z.object({ ...base, kind: z.literal('identity'), previousId: id }),
])
export type WidgetEvent = z.infer<typeof widgetEventSchema>
export type WidgetVisitor = WidgetEvent['visitor']
