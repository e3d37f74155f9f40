import { createHash } from 'node:crypto'
import type { WidgetConfig } from '../../../contract/widget.ts'
import type { GreetingSettings } from '../../../contract/widget-appearance.ts'
import type { OpeningHoursSettings } from '../../../contract/widget-settings.ts'
import type { Deps } from '../../platform/module.ts'
import { isWithinHours, nextChange } from '../../platform/opening-hours.ts'
import { loadAgent } from '../agents/index.ts'
import { type OpenConnection, openConnections, webchat } from '../channels/index.ts'
import { consentVersion } from './consent.ts'
import { fail } from './errors.ts'
import { findChannelByKey } from './queries.ts'

/** An embedded chat: its channel, ready to receive, and what it looks like. */
export interface Widget {
  workspaceId: string
  channelId: string
  open: OpenConnection
  settings: webchat.WebchatSettings
  credentials: webchat.WebchatCredentials
}

/** @throws AppError `widget-unknown` */
export async function findWidgetByKey(deps: Deps, key: string): Promise<Widget> {
  const found = await findChannelByKey(deps.db, key)
  if (!found) throw fail('widget-unknown')
  return findWidget(deps, found.workspaceId, found.channelId)
}

/** @throws AppError `widget-unknown` for a channel that has gone or was disconnected */
export async function findWidget(deps: Deps, workspaceId: string, channelId: string): Promise<Widget> {
  const open = await openConnections(deps).get(workspaceId, channelId)
  if (!open?.adapter.embed || open.channel.status === 'disconnected') throw fail('widget-unknown')
  // The adapter's own schemas have read both.
  return {
    workspaceId,
    channelId,
    open,
    settings: open.connection.settings as webchat.WebchatSettings,
    credentials: open.connection.credentials as webchat.WebchatCredentials,
  }
}

/** The name of the AI agent on duty; null where only people answer. */
export async function assistantName(deps: Deps, { workspaceId, open }: Widget): Promise<string | null> {
  const agentId = open.channel.agentId
  const agent = agentId ? await loadAgent(deps, workspaceId, agentId) : null
  return agent && agent.mode === 'auto' ? agent.name : null
}

export function presentConfig(widget: Widget, assistant: string | null, now: Date, hasMail: boolean): WidgetConfig {
  const { settings, open } = widget
  const { consent, preChat, hours, pages } = settings
  return {
    name: open.channel.name,
    title: settings.title || open.channel.name,
    greeting: settings.greeting || null,
    color: settings.color,
    language: settings.language ?? null,
    position: settings.position,
    theme: settings.theme,
    launcher: settings.launcher,
    pages: pages.show.length + pages.hide.length > 0 ? pages : null,
    greetings: settings.greetings.map((greeting) => ({ ...greeting, id: greetingId(greeting) })),
    assistant: assistant === null ? null : { name: assistant },
    files: { maxBytes: webchat.maxFileBytes, maxCount: webchat.maxFiles },
    consent: consent.required ? { text: consent.text, link: consent.link, version: consentVersion(consent) } : null,
    preChat: preChat.fields.length > 0 ? preChat : null,
    hours: hours && presentHours(hours, now),
    mail: hasMail,
  }
}

/** By its words: a visitor who has seen them is not shown them again, and is shown others. */
export function greetingId({ text }: GreetingSettings): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function presentHours(hours: OpeningHoursSettings, now: Date): WidgetConfig['hours'] {
  const { away, asksEmail } = hours
  return { open: isWithinHours(hours, now), changesAt: nextChange(hours, now)?.toISOString() ?? null, away, asksEmail }
}

/**
 * Which websites may show a chat is a filter against mistakes and copies, not a proof: programs send what Origin they like. The chat itself
 * asks from our own address, whichever of ours that is; a request without an Origin is no cross-site request of a browser.
 */
export function requireAllowedOrigin(
  { settings }: Widget,
  { origin, host }: { origin?: string | undefined; host?: string | undefined },
): void {
  if (origin === undefined || hostOf(origin) === host) return
  if (!webchat.isAllowedOrigin(origin, settings.allowedOrigins)) throw fail('widget-origin-refused')
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
