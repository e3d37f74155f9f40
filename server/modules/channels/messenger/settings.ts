import { z } from 'zod'
import { commentFields, commentSettings, profileFields, profileSettings, verifyTokenHelp } from '../meta/index.ts'

export const messengerSettingsSchema = z.object({
  pageId: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'The digits of the page id'),
  /** Given, the app's webhook is set by us; its echoes are known as ours. */
  appId: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'The digits of the app id')
    .optional(),
  ...profileSettings,
  ...commentSettings,
  /** Read from the page when it is connected. */
  pageName: z.string().max(300).optional(),
  /** Who gave the access, by the provider's id of that person: Meta names them when it is taken back. */
  grantedBy: z.string().max(60).optional(),
})
export type MessengerSettings = z.infer<typeof messengerSettingsSchema>

export const messengerCredentialsSchema = z.object({
  accessToken: z.string().trim().min(1).max(2000),
  appSecret: z.string().trim().min(1).max(200),
  verifyToken: z.string().trim().min(1).max(200),
})
export type MessengerCredentials = z.infer<typeof messengerCredentialsSchema>

export const messengerFields = {
  pageId: { label: 'Page ID', help: 'Facebook page → About → Page transparency.', placeholder: '104500000000000' },
  appId: { label: 'App ID', help: 'Of your own Meta app. With it, the webhook is set for you.', placeholder: '1200000000000000' },
  ...profileFields,
  ...commentFields,
  accessToken: {
    label: 'Page access token',
    help: 'Meta app → Messenger → API settings → Generate, with pages_messaging and pages_manage_metadata.',
    placeholder: 'EAA…',
    secret: true,
  },
  appSecret: { label: 'App secret', help: 'Meta app → App settings → Basic.', secret: true },
  verifyToken: { label: 'Verify token', help: verifyTokenHelp, secret: true, ours: true },
}
