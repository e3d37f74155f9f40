import { z } from 'zod'

/** Where and how the chat shows itself on a website, before anybody has opened it. */

/** The path of a page, `*` for any characters: `/checkout/*`. */
const pagePatternSchema = z
  .string()
  .trim()
  .regex(/^[/*]\S{0,199}$/, 'A path such as /checkout/*')
const pagePatternsSchema = z.array(pagePatternSchema).max(50).default([])

export const launcherIcons = ['chat', 'question', 'smile'] as const

export const launcherSettingsSchema = z.object({
  label: z.string().trim().max(40).default('').meta({ description: 'words beside the sign; empty: the sign alone' }),
  icon: z.enum(launcherIcons).default('chat'),
  /** Pixels from the side and from the bottom. */
  offsetX: z.int().min(0).max(400).default(20),
  offsetY: z.int().min(0).max(400).default(20),
  hidden: z.boolean().default(false).meta({ description: 'no launcher: the website opens the chat by `parley("open")`' }),
})
export type LauncherSettings = z.output<typeof launcherSettingsSchema>

/** `hide` wins; with `show` the chat is on these pages only. */
export const pageRulesSchema = z.object({ show: pagePatternsSchema, hide: pagePatternsSchema })
export type PageRules = z.output<typeof pageRulesSchema>

/** Said beside the launcher, unasked. Nothing of it is stored unless the visitor answers. */
export const greetingSchema = z.object({
  text: z.string().trim().min(1).max(300),
  afterSeconds: z.int().min(0).max(3600).default(4),
  pages: pagePatternsSchema.meta({ description: 'empty: on every page' }),
  once: z.boolean().default(true).meta({ description: 'to each visitor once; otherwise on each page' }),
})
export type GreetingSettings = z.output<typeof greetingSchema>
