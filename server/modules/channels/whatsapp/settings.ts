import { z } from 'zod'

export const whatsAppSettingsSchema = z.object({
  phoneNumberId: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'The digits of the phone number id'),
  businessAccountId: z
    .string()
    .trim()
    .regex(/^\d{1,30}$/, 'The digits of the business account id'),
  /** Read from the account when it is connected. */
  displayPhoneNumber: z.string().max(40).optional(),
  verifiedName: z.string().max(300).optional(),
  /** The number is used in the WhatsApp Business app as well: learned from what comes only then. */
  isOnPhone: z.boolean().optional(),
})
export type WhatsAppSettings = z.infer<typeof whatsAppSettingsSchema>

export const whatsAppCredentialsSchema = z.object({
  accessToken: z.string().trim().min(1).max(2000),
  appSecret: z.string().trim().min(1).max(200),
  verifyToken: z.string().trim().min(1).max(200),
  /** For registering a number that is not on the Cloud API yet. */
  pin: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'Six digits')
    .optional(),
})
export type WhatsAppCredentials = z.infer<typeof whatsAppCredentialsSchema>

export const whatsAppFields = {
  phoneNumberId: { label: 'Phone number ID', help: 'Meta app → WhatsApp → API setup, below the number.', placeholder: '105500000000000' },
  businessAccountId: {
    label: 'WhatsApp Business account ID',
    help: 'On the same page, beside the phone number ID.',
    placeholder: '102200000000000',
  },
  accessToken: {
    label: 'Access token',
    help: 'A permanent token of a system user with whatsapp_business_messaging and whatsapp_business_management.',
    placeholder: 'EAA…',
    secret: true,
  },
  appSecret: { label: 'App secret', help: 'Meta app → App settings → Basic.', secret: true },
  pin: {
    label: 'PIN',
    help: 'Six digits, of the number’s two-step verification. Only for a number that is not registered yet.',
    secret: true,
  },
  verifyToken: { label: 'Verify token', help: 'Any words of your own; made for you when you leave it empty.', secret: true },
}
