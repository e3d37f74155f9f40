import { createHash } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { explainFailure } from '../explain-failure.ts'
import { webchatCapabilities } from './capabilities.ts'
import { parseWidgetRequest, widgetBody } from './parse.ts'
import { renderForWidget } from './render.ts'
import {
  embedSnippet,
  generateWebchatCredentials,
  type WebchatCredentials,
  type WebchatSettings,
  webchatCredentialsSchema,
  webchatSettingsSchema,
} from './settings.ts'
import { showWidgetCall } from './show-call.ts'

export type WebchatAdapter = ChannelAdapter<WebchatSettings, WebchatCredentials>

interface WebchatAdapterOptions {
  clock: Clock
  /** Tells the visitor's open windows that an answer is being written. */
  showTyping(channelId: string, externalId: string): void
}

/**
 * The website widget as a channel. We are our own provider: what a visitor does comes from the widget's routes, and
 * "sending" succeeds at once because the message already stands in the record that the visitor's window reads.
 */
export function createWebchatAdapter(options: WebchatAdapterOptions): WebchatAdapter {
  return {
    type: 'webchat',
    title: 'Website chat',
    sign: { icon: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM3 12h18M12 3c-4.5 5.5-4.5 12.5 0 18M12 3c4.5 5.5 4.5 12.5 0 18', color: '#0f766e' },
    capabilities: webchatCapabilities,
    settings: webchatSettingsSchema,
    credentials: webchatCredentialsSchema,
    fields: {
      allowedOrigins: {
        label: 'Allowed websites',
        help: 'One origin a line, such as https://shop.example or https://*.shop.example. Empty: any website may show the chat.',
        placeholder: 'https://shop.example',
      },
      title: { label: 'Title', help: 'Shown at the top of the chat. Empty: the name of the channel.' },
      greeting: { label: 'Greeting', help: 'The first words that a visitor reads.', placeholder: 'Hello! How can we help?' },
      color: { label: 'Colour', placeholder: '#0f766e' },
      language: { label: 'Language', help: 'Empty: the language of the visitor.' },
      position: { label: 'Position', help: 'auto: the corner where a line of text ends.' },
      theme: { label: 'Light or dark', help: 'auto: as the visitor has set the device.' },
    },
    generateCredentials: generateWebchatCredentials,
    accountId: () => null,
    connect: async (connection) => ({ externalId: connection.channelId, name: connection.settings.title || 'Website chat', details: {} }),
    disconnect: async () => {},
    health: async (connection) => [
      {
        name: 'Allowed websites',
        ok: true,
        detail:
          connection.settings.allowedOrigins.length === 0
            ? 'Any website may show the chat.'
            : connection.settings.allowedOrigins.join(', '),
      },
    ],
    // Visitors speak through the widget's own routes, each with its own token: nobody may bring their words in from outside.
    verify: () => ({ kind: 'refused', status: 404, reason: 'This channel takes no webhooks.' }),
    parse: (request) => parseWidgetRequest(request),
    restore: (_kind, raw) => widgetBody([raw]),
    render: (message) => renderForWidget(message),
    show: showWidgetCall,
    send: async (call) => ({ externalId: receiptId(call.body), at: options.clock.now().getTime() }),
    typing: async (to, connection) => options.showTyping(connection.channelId, to.externalId),
    embed: embedSnippet,
    explain: (error) => explainFailure('the visitor', error),
    // Nobody outside counts: only our own database limits it.
    pace: { perSecond: 500, burst: 1000 },
    reconcileMs: 0,
  }
}

/** Our own message id is the provider's id; without one (a broken call) the call itself names it, so that a repeat gives the same. */
function receiptId(body: Record<string, unknown>): string {
  return typeof body.messageId === 'string' ? body.messageId : createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32)
}
