import { z } from 'zod'
import { attachmentKinds } from '../../../../contract/messages.ts'

/** What a visitor did, as the widget's routes have checked it: the "webhook body" of this channel, kept in the journal as it is. */
const base = {
  visitor: z.object({
    externalId: z.string().min(1).max(400),
    verified: z.boolean(),
    name: z.string().nullish(),
    email: z.string().nullish(),
    phone: z.string().nullish(),
    language: z.string().nullish(),
  }),
  at: z.number().int().nonnegative(),
}

export const widgetEventSchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('message'),
    clientId: z.string().min(1).max(100),
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
    reply: z.object({ externalId: z.string().nullable(), id: z.string(), title: z.string() }).nullish(),
  }),
  z.object({ ...base, kind: z.literal('seen'), status: z.enum(['delivered', 'read']) }),
  /** The website has proved who the visitor is: what they wrote before belongs to the same person. */
  z.object({ ...base, kind: z.literal('identity'), previousId: z.string().min(1).max(400) }),
])
export type WidgetEvent = z.infer<typeof widgetEventSchema>
export type WidgetVisitor = WidgetEvent['visitor']
