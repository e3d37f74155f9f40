import { z } from 'zod'
import type { Channel, ChannelEvent, channelTypeSchema } from '../../../contract/channels.ts'
import { idTime } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { ChannelAdapter } from './adapter.ts'
import { openConnections, webhookUrl } from './connections.ts'
import { fail } from './errors.ts'
import { isOutOfReach } from './needs-address.ts'
import { concernsOf } from './note-trouble.ts'
import { whatBecomes } from './preview/what-becomes.ts'
import type { ChannelEventRow, ChannelRow } from './queries.ts'

/** A channel as the API shows it: never with a credential. */
export function presentChannel(deps: Deps, row: ChannelRow): Channel {
  const adapter = openConnections(deps).adapters.get(row.type)
  if (!adapter) throw fail('channel-type-unknown', { message: `No adapter for channel ${row.id}` })
  const { embed } = adapter
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    status: row.status,
    statusReason: row.status_reason,
    webhookUrl: embed ? null : webhookUrl(deps, row),
    config: row.config,
    agentId: row.agent_id,
    capabilities: adapter.capabilities,
    carries: whatBecomes(adapter),
    embed: embed && row.widget_key ? embed.call(adapter, row.widget_key, deps.config.publicUrl) : null,
    widgetKey: row.widget_key,
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    health: presentHealth(row, deps.clock.now()),
    createdAt: row.created_at.toISOString(),
  }
}

function presentHealth(row: ChannelRow, now: Date): Channel['health'] {
  const concerns = concernsOf(row, now)
  const checkedAt = row.checked_at ?? (concerns.length > 0 ? now : null)
  const told = concerns.map(({ name, detail }) => ({ name, detail }))
  return checkedAt && { checkedAt: checkedAt.toISOString(), failing: [...row.findings.failing, ...told] }
}

export function presentEvent(row: ChannelEventRow): ChannelEvent {
  const { id, external_id: externalId, kind, status, error, body } = row
  return { id, externalId, kind, status, error, body, receivedAt: new Date(idTime(id)).toISOString() }
}

/** A card of the gallery and the fields of its wizard, from the adapter's own schemas. */
export function presentType(deps: Deps, adapter: ChannelAdapter): z.infer<typeof channelTypeSchema> {
  const generated = new Set(Object.keys(adapter.generateCredentials?.() ?? {}))
  return {
    type: adapter.type,
    title: adapter.title,
    icon: adapter.sign?.icon ?? null,
    color: adapter.sign?.color ?? null,
    signIn: adapter.signIn !== undefined,
    outOfReach: isOutOfReach(deps, adapter),
    capabilities: adapter.capabilities,
    carries: whatBecomes(adapter),
    configFields: fieldsOf(adapter, adapter.settings, new Set()),
    credentialFields: fieldsOf(adapter, adapter.credentials, generated),
  }
}

/** Fields without a label are the server's own: nobody is asked for them. */
function fieldsOf(
  adapter: ChannelAdapter,
  schema: z.ZodType,
  generated: ReadonlySet<string>,
): z.infer<typeof channelTypeSchema>['configFields'] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.keys(properties).flatMap((name) => {
    const field = adapter.fields[name]
    if (!field) return []
    const isRequired = required.includes(name) && !generated.has(name)
    return [
      {
        name,
        label: field.label,
        required: isRequired,
        secret: field.secret ?? false,
        help: field.help ?? null,
        placeholder: field.placeholder ?? null,
        ...(field.later ? { later: true } : {}),
        ...(field.asked ? { asked: true } : {}),
        ...(field.ours ? { ours: true } : {}),
        ...kindOf(properties[name]),
      },
    ]
  })
}

/** How the form asks for it, by the schema alone. */
function kindOf(property: unknown): { kind: 'text' | 'lines' | 'choice' | 'color'; options?: string[] } {
  const shape = fieldShape.safeParse(property).data
  const choices = shape?.enum ?? shape?.anyOf?.find((part) => part.enum)?.enum
  if (choices) return { kind: 'choice', options: choices }
  if (shape?.type === 'array') return { kind: 'lines' }
  return { kind: shape?.pattern?.startsWith('^#') ? 'color' : 'text' }
}

const choices = z.array(z.string()).optional()
const fieldShape = z.object({
  type: z.string().optional(),
  enum: choices,
  pattern: z.string().optional(),
  anyOf: z.array(z.object({ enum: choices })).optional(),
})
