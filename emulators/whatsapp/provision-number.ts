import { z } from 'zod'
import { verifyCallback } from '../meta/verify-callback.ts'
import type { Cloud } from './cloud.ts'

export const provisionSchema = z.strictObject({
  phoneNumberId: z.string().regex(/^\d+$/),
  businessAccountId: z.string().regex(/^\d+$/),
  businessId: z.string().regex(/^\d+$/).optional(),
  accessToken: z.string().min(1),
  appSecret: z.string().min(1),
  displayPhoneNumber: z.string().min(5),
  verifiedName: z.string().optional(),
  countryCode: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
  /** The app's own callback. With it the business account counts as subscribed at once. */
  webhookUrl: z.url().optional(),
  verifyToken: z.string().optional(),
  /** Perform the GET handshake with `verifyToken` now, and fail if it fails. */
  verify: z.boolean().optional(),
  catalog: z.strictObject({ id: z.string().regex(/^\d+$/), products: z.array(z.string().min(1)) }).optional(),
  templates: z
    .array(
      z.strictObject({
        name: z.string(),
        language: z.string(),
        category: z.enum(['utility', 'marketing', 'authentication']),
        status: z.enum(['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED']),
        body: z.string(),
        components: z.array(z.record(z.string(), z.unknown())).optional(),
      }),
    )
    .optional(),
})
export type WhatsAppProvision = z.infer<typeof provisionSchema>

/** Makes a number exist, or changes it; its business account keeps what is not given again. */
export async function provisionNumber(cloud: Cloud, input: WhatsAppProvision): Promise<{ ok: true }> {
  const { webhookUrl, verifyToken, verify, templates, catalog, verifiedName, countryCode, businessId, ...rest } =
    provisionSchema.parse(input)
  if (verify && webhookUrl) {
    const problem = await verifyCallback(webhookUrl, verifyToken ?? '')
    if (problem !== undefined) throw new Error(`the callback could not be verified: ${problem}`)
  }
  const known = cloud.accounts.get(rest.businessAccountId)
  cloud.accounts.set(rest.businessAccountId, {
    id: rest.businessAccountId,
    businessId: businessId ?? known?.businessId,
    otherApps: known?.otherApps,
    subscribed: webhookUrl !== undefined || (known?.subscribed ?? false),
    webhookUrl: webhookUrl ?? known?.webhookUrl,
    verifyToken: verifyToken ?? known?.verifyToken,
    override: known?.override,
    templates: templates ?? known?.templates ?? [],
    catalog: catalog ?? known?.catalog,
    deletedTemplates: known?.deletedTemplates,
  })
  const number = cloud.numbers.get(rest.phoneNumberId)
  cloud.numbers.set(rest.phoneNumberId, {
    ...rest,
    countryCode,
    verifiedName: verifiedName ?? 'Demo Shop',
    override: number?.override,
    profile: number?.profile ?? { about: 'Hello' },
  })
  return { ok: true }
}
