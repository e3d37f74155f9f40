import type { ColumnType, Generated } from 'kysely'
import type { EventType } from '../../../contract/events.ts'
import type { Webhook, WebhookDelivery } from '../../../contract/webhooks.ts'

type Time = ColumnType<Date, Date, Date>

export interface WebhookEndpointTable {
  workspace_id: string
  id: string
  url: string
  description: string | null
  types: EventType[]
  enabled: Generated<boolean>
  disabled_reason: Webhook['disabledReason']
  secret: string
  previous_secret: string | null
  previous_secret_until: Time | null
  failures: Generated<number>
  failing_since: Time | null
  blocked_until: ColumnType<Date | number, Date | string | undefined, Date | string>
  created_at: Time
  updated_at: Time
}

export interface WebhookDeliveryTable {
  workspace_id: string
  id: string
  endpoint_id: string
  event_id: string
  type: WebhookDelivery['type']
  payload: ColumnType<Record<string, unknown>, string, never>
  contact_id: string | null
  status: WebhookDelivery['status']
  attempt: Generated<number>
  next_attempt_at: Time | null
  locked_until: ColumnType<Date | number, Date | string | undefined, Date | string>
  attempted_at: Time | null
  response_status: number | null
  response_body: string | null
  error: string | null
  duration_ms: number | null
  created_at: Time
}

declare module '../../platform/db.ts' {
  interface Tables {
    webhook_endpoints: WebhookEndpointTable
    webhook_deliveries: WebhookDeliveryTable
  }
}
