import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { greetingSchema, launcherSettingsSchema, pageRulesSchema } from '../../../../contract/widget-appearance.ts'
import {
  consentSettingsSchema,
  openingHoursSchema,
  preChatSettingsSchema,
  ratingSettingsSchema,
  widgetLanguages,
} from '../../../../contract/widget-settings.ts'
import { identityKeySchema, maxIdentityKeys } from './identity-keys.ts'

/** `https://shop.example`, `https://*.shop.example`, `http://localhost:8080`: scheme and host, no path. */
const originPattern = /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/

export const originSchema = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/\/+$/, ''))
  .pipe(z.string().regex(originPattern, 'An origin such as https://shop.example, without a path'))

export const webchatSettingsSchema = z.object({
  /** Websites that may show the widget; empty: any. */
  allowedOrigins: z.array(originSchema).max(50).default([]),
  greeting: z.string().trim().max(500).default(''),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'A colour such as #0f766e')
    .default('#0f766e'),
  title: z.string().trim().max(60).default(''),
  language: z.enum(widgetLanguages).nullish(),
  position: z.enum(['auto', 'left', 'right']).default('auto'),
  theme: z.enum(['auto', 'light', 'dark']).default('auto'),
  launcher: launcherSettingsSchema.prefault({}),
  pages: pageRulesSchema.prefault({}),
  greetings: z.array(greetingSchema).max(10).default([]),
  consent: consentSettingsSchema.prefault({}),
  preChat: preChatSettingsSchema.prefault({}),
  rating: ratingSettingsSchema.prefault({}),
  hours: openingHoursSchema.nullable().default(null),
})
export type WebchatSettings = z.infer<typeof webchatSettingsSchema>

export const webchatCredentialsSchema = z.object({
  /** Shared with the website's server, which proves by it who its visitor is. */
  identitySecret: z.string().min(32).max(200),
  /** For signed tokens, newest first. */
  identityKeys: z.array(identityKeySchema).max(maxIdentityKeys).default([]),
})
export type WebchatCredentials = z.infer<typeof webchatCredentialsSchema>

export function generateWebchatCredentials(): WebchatCredentials {
  return { identitySecret: newIdentitySecret(), identityKeys: [] }
}

export function newIdentitySecret(): string {
  return randomBytes(32).toString('base64url')
}

export function embedSnippet(widgetKey: string, publicUrl: string): string {
  return `<script src="${publicUrl}/widget.js" data-key="${widgetKey}" async></script>`
}

export function isAllowedOrigin(origin: string, allowedOrigins: readonly string[]): boolean {
  if (allowedOrigins.length === 0) return true
  const asked = origin.toLowerCase()
  return allowedOrigins.some((allowed) => {
    if (allowed === asked) return true
    const [scheme, host] = allowed.split('://*.')
    return host !== undefined && asked.startsWith(`${scheme}://`) && asked.endsWith(`.${host}`)
  })
}
