import { z } from 'zod'
import { commentFields, commentSettings, profileFields, profileSettings, verifyTokenHelp } from '../meta/index.ts'

const digits = (of: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, `The digits of the ${of} id`)

export const instagramSettingsSchema = z.object({
  instagramAccountId: digits('Instagram account'),
  /** Given, the account is reached through this Facebook page (Facebook login); without it, by itself (Instagram login). */
  pageId: digits('page').optional(),
  /** Given, the app's webhook is set by us; its echoes are known as ours. */
  appId: digits('app').optional(),
  ...profileSettings,
  ...commentSettings,
  /** Read from the account when it is connected. */
  username: z.string().max(300).optional(),
  /** Who gave the access, by the provider's id of that person: Meta names them when it is taken back. */
  grantedBy: z.string().max(60).optional(),
})
export type InstagramSettings = z.infer<typeof instagramSettingsSchema>

export const instagramCredentialsSchema = z.object({
  accessToken: z.string().trim().min(1).max(2000),
  appSecret: z.string().trim().min(1).max(200),
  /** The "Instagram app secret" of the same app. Which of the two signs is written nowhere, so either is taken. */
  instagramAppSecret: z.string().trim().min(1).max(200).optional(),
  verifyToken: z.string().trim().min(1).max(200),
  /** Unix milliseconds, where the token was given by signing in or renewed: sixty days at a time. */
  tokenMadeAt: z.number().optional(),
  tokenEndsAt: z.number().optional(),
  /** What was allowed then. */
  tokenScopes: z.array(z.string().max(100)).max(50).optional(),
})
export type InstagramCredentials = z.infer<typeof instagramCredentialsSchema>

export const instagramFields = {
  instagramAccountId: {
    label: 'Instagram account ID',
    help: 'Meta app → Instagram → API setup, beside the account (it begins with 178).',
    placeholder: '17841400000000000',
  },
  pageId: { label: 'Page ID', help: 'Only if the account is connected through its Facebook page.', placeholder: '104500000000000' },
  appId: { label: 'App ID', help: 'Of your own Meta app. With it, the webhook is set for you.', placeholder: '1200000000000000' },
  ...profileFields,
  ...commentFields,
  accessToken: {
    label: 'Access token',
    help: 'Meta app → Instagram → API setup → Generate token. Through a page: the page access token.',
    placeholder: 'IGAA…',
    secret: true,
  },
  appSecret: { label: 'App secret', help: 'Meta app → App settings → Basic.', secret: true },
  instagramAppSecret: {
    label: 'Instagram app secret',
    help: 'Meta app → Instagram → API setup, at the top. For an account without a page.',
    secret: true,
    asked: true,
  },
  verifyToken: { label: 'Verify token', help: verifyTokenHelp, secret: true, ours: true },
}
