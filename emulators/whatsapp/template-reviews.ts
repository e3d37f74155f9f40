import { z } from 'zod'
import type { BusinessAccount, Cloud, Template } from './cloud.ts'
import { templateId } from './template-nodes.ts'
import type { Webhooks } from './webhooks.ts'

export interface ReviewOptions {
  afterMs: number
  /** How a review ends by itself; with `hold` it waits for `decide`. */
  verdict: 'approve' | 'reject' | 'hold'
}

/** What becomes of a template, as its account is told: a state, a quality, or a category. */
export const templateChangeSchema = z.strictObject({
  name: z.string(),
  language: z.string(),
  event: z
    .enum(['APPROVED', 'REJECTED', 'PENDING', 'PAUSED', 'DISABLED', 'FLAGGED', 'REINSTATED', 'ARCHIVED', 'DELETED', 'PENDING_DELETION'])
    .optional(),
  /** With `REJECTED`. */
  reason: z.string().optional(),
  rejection: z.strictObject({ reason: z.string(), recommendation: z.string() }).optional(),
  quality: z.enum(['GREEN', 'YELLOW', 'RED']).optional(),
  category: z.enum(['utility', 'marketing', 'authentication']).optional(),
  /** False: only the webhook, as one that comes late or out of order. */
  apply: z.boolean().default(true),
})
export type TemplateChange = z.input<typeof templateChangeSchema>

export interface TemplateReviews {
  /** May be changed at any time. */
  options: ReviewOptions
  submit(template: Template): void
  decide(change: TemplateChange): Promise<void>
  close(): void
}

/** The people who review templates, and the machine that judges them afterwards. */
export function createTemplateReviews(cloud: Cloud, webhooks: Webhooks, options: ReviewOptions): TemplateReviews {
  const timers = new Set<ReturnType<typeof setTimeout>>()

  async function decide(given: TemplateChange): Promise<void> {
    const change = templateChangeSchema.parse(given)
    const found = find(cloud, change)
    if (!found) throw new Error(`there is no template ${change.name} in ${change.language}`)
    const { account, template } = found
    const changes = changesOf(template, change)
    if (change.apply) apply(account, template, change)
    await webhooks.sendToAccount(account, changes)
  }

  return {
    options,
    decide,
    submit(template) {
      const { afterMs, verdict } = options
      if (verdict === 'hold') return
      const timer = setTimeout(() => {
        timers.delete(timer)
        if (template.status !== 'PENDING') return
        const { name, language } = template
        const outcome =
          verdict === 'approve' ? ({ event: 'APPROVED' } as const) : ({ event: 'REJECTED', reason: 'INVALID_FORMAT' } as const)
        decide({ name, language, ...outcome }).catch(() => {})
      }, afterMs)
      timers.add(timer)
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function find(cloud: Cloud, change: { name: string; language: string }): { account: BusinessAccount; template: Template } | undefined {
  for (const account of cloud.accounts.values()) {
    const template = account.templates.find((one) => one.name === change.name && one.language === change.language)
    if (template) return { account, template }
  }
  return undefined
}

function apply(account: BusinessAccount, template: Template, change: z.output<typeof templateChangeSchema>): void {
  const { event, reason, quality, category } = change
  if (event === 'DELETED' || event === 'PENDING_DELETION') account.templates = account.templates.filter((one) => one !== template)
  else if (event === 'FLAGGED' || event === 'REINSTATED') template.status = 'APPROVED'
  else if (event) template.status = event
  if (event === 'REJECTED') template.rejectedReason = reason ?? 'INVALID_FORMAT'
  if (quality) template.quality = quality
  if (category) template.category = category
}

/** Shapes of …/whatsapp/webhooks/reference/message_template_status_update and its siblings. */
function changesOf(template: Template, change: z.output<typeof templateChangeSchema>) {
  const { event, reason, rejection, quality, category } = change
  const about = {
    // A number there, a text everywhere else.
    message_template_id: Number(templateId(template)),
    message_template_name: template.name,
    message_template_language: template.language,
  }
  const status = {
    event,
    ...about,
    reason: event === 'REJECTED' ? (reason ?? 'INVALID_FORMAT') : 'NONE',
    message_template_category: template.category.toUpperCase(),
    ...(rejection ? { rejection_info: rejection } : {}),
  }
  const previous = { previous_quality_score: template.quality ?? 'UNKNOWN', new_quality_score: quality }
  const categories = { previous_category: template.category.toUpperCase(), new_category: category?.toUpperCase() }
  return [
    ...(event ? [{ field: 'message_template_status_update', value: status }] : []),
    ...(quality ? [{ field: 'message_template_quality_update', value: { ...previous, ...about } }] : []),
    ...(category ? [{ field: 'template_category_update', value: { ...about, ...categories } }] : []),
  ]
}
