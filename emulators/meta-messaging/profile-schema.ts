import { z } from 'zod'

/* …/messenger-platform/reference/messenger-profile-api and its pages for each property; limits as of 2026. */

const link = z.url({ protocol: /^https?$/ })
const locale = z.string().regex(/^(default|[a-z]{2}_[A-Z]{2})$/)

const menuEntry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('postback'), title: z.string().min(1).max(30), payload: z.string().min(1).max(1000) }),
  z.strictObject({
    type: z.literal('web_url'),
    title: z.string().min(1).max(30),
    url: link,
    webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
  }),
])

const question = z.strictObject({ question: z.string().min(1).max(80), payload: z.string().min(1).max(1000) })
const withDefault = (list: { locale?: string | undefined }[]) => list.some((one) => (one.locale ?? 'default') === 'default')
const defaultRule = { message: 'one of them has to be for the locale default' }

const properties = {
  get_started: z.strictObject({ payload: z.string().min(1).max(1000) }).optional(),
  greeting: z
    .array(z.strictObject({ locale, text: z.string().min(1).max(160) }))
    .min(1)
    .refine(withDefault, defaultRule)
    .optional(),
  persistent_menu: z
    .array(
      z.strictObject({
        locale,
        composer_input_disabled: z.boolean().optional(),
        call_to_actions: z.array(menuEntry).min(1).max(20),
      }),
    )
    .min(1)
    .refine(withDefault, defaultRule)
    .optional(),
  /** At most four questions a language; without languages a plain list of them. */
  ice_breakers: z
    .union([
      z.array(question).min(1).max(4),
      z
        .array(z.strictObject({ call_to_actions: z.array(question).min(1).max(4), locale: locale.optional() }))
        .min(1)
        .refine(withDefault, defaultRule),
    ])
    .optional(),
  commands: z
    .array(z.strictObject({ locale, commands: z.array(z.strictObject({ name: z.string().max(32), description: z.string().max(72) })) }))
    .optional(),
  whitelisted_domains: z.array(link).min(1).max(50).optional(),
}

const { greeting: _greeting, commands: _commands, whitelisted_domains: _domains, get_started: _started, ...onInstagram } = properties

const platform = z.enum(['messenger', 'instagram']).optional()
const some = { message: 'at least one property is needed' }
const hasSome = ({ platform: _platform, ...rest }: Record<string, unknown>) => Object.values(rest).some((value) => value !== undefined)

export const profileSchemas = {
  messenger: z.strictObject({ ...properties, platform }).refine(hasSome, some),
  instagram: z.strictObject({ ...onInstagram, platform }).refine(hasSome, some),
}

export const profileFields: Record<'messenger' | 'instagram', ReadonlySet<string>> = {
  messenger: new Set(Object.keys(properties)),
  instagram: new Set(Object.keys(onInstagram)),
}
