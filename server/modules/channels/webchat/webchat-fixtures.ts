import type { Interactive } from '../../../../contract/messages.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { ContractFixtures } from '../channel-contract/contract-fixtures.ts'
import { plainInteractive } from '../plain-interactive.ts'
import { widgetBody } from './parse.ts'
import { generateWebchatCredentials, type WebchatCredentials, type WebchatSettings, webchatSettingsSchema } from './settings.ts'

const channelId = '01993b5e-7c10-7000-8000-0000000000c1'
const visitor = {
  externalId: 'visitor:01993b5e-7c10-7000-8000-0000000000a1',
  verified: false,
  name: null,
  email: null,
  phone: null,
  language: 'kk',
}
const at = Date.UTC(2026, 10, 21, 9, 30)
const message = (id: string, content: object) => ({ kind: 'message', visitor, at, externalId: `browser/${id}`, ...content })

/** What the widget's own routes hand to the adapter, and that nobody else may. */
export const fixtures: ContractFixtures<WebchatSettings, WebchatCredentials> = {
  connection: {
    channelId,
    workspaceId: '01993b5e-7c10-7000-8000-0000000000f1',
    settings: webchatSettingsSchema.parse({}),
    credentials: generateWebchatCredentials(),
    webhookUrl: `https://parley.example/webhooks/webchat/${channelId}`,
  },
  authentication: 'none',
  proofHeader: 'authorization',
  sign: (body, connection) => ({
    method: 'POST',
    url: `/webhooks/webchat/${connection.channelId}`,
    query: {},
    headers: { authorization: `Bearer ${connection.credentials.identitySecret}` },
    body,
  }),
  vectors: [],
  bodies: (pieces) => [widgetBody(pieces)],
  textPiece: (id, text) => message(id, { text }),
  unknownPiece: (id) => ({ ...message(id, {}), kind: 'dance' }),
  brokenPieces: [
    null,
    7,
    'text',
    {},
    { kind: 'message' },
    { ...message('9', { text: 'x' }), visitor: null },
    { ...message('9', {}), at: 'soon' },
  ],
  samples: [
    {
      name: 'a file',
      piece: message('201', { files: [{ id: 'f', kind: 'image', mimeType: 'image/png', name: 'a.png', size: 5 }] }),
      kind: 'message',
    },
    { name: 'a tapped button', piece: message('202', { reply: { externalId: null, id: 'yes', title: 'Yes' } }), kind: 'message' },
    {
      name: 'a filled-in form',
      piece: message('203', {
        form: { externalId: null, name: 'Returns', answers: [{ name: 'Order', label: 'Which order?', value: '17' }] },
      }),
      kind: 'message',
    },
    { name: 'reading', piece: { kind: 'seen', visitor, at, status: 'read' }, kind: 'watermark' },
    {
      name: 'a proof',
      piece: { kind: 'identity', visitor: { ...visitor, externalId: 'user:7', verified: true }, at, previousId: visitor.externalId },
      kind: 'identity',
    },
  ],
  look: ({ body }) => {
    const { text, fileIds, interactive, location } = body as {
      text?: string
      fileIds?: string[]
      interactive?: Interactive
      location?: { latitude: number; longitude: number }
    }
    const rows = interactive?.kind === 'list' ? interactive.sections.flatMap((section) => section.rows) : []
    return {
      // Cards and forms are drawn as they are: all that stands in them is shown.
      text: [text, (interactive?.kind === 'cards' || interactive?.kind === 'form') && plainInteractive(interactive)]
        .filter(Boolean)
        .join('\n'),
      isCaption: false,
      buttons: interactive?.kind === 'buttons' ? interactive.buttons : [],
      rows: rows.map(({ id, title, description }) => ({ id, title, description: description ?? undefined })),
      fileIds: fileIds ?? [],
      url: interactive?.kind === 'link' ? interactive.url : null,
      location: location ?? null,
    }
  },
  failures: [
    {
      name: 'our own trouble',
      error: new ProviderError({ provider: 'webchat', code: 'provider', retryable: true }),
      code: 'provider',
      retryable: true,
    },
  ],
}
