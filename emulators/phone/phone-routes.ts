import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { checked } from '../control-routes.ts'
import type { Answer, Route } from '../http-server.ts'
import { sampleMedia } from '../samples/sample-media.ts'
import type { PhoneBook, PhoneEvent } from './phone-book.ts'

/** What a provider's emulator does for the page on which a person plays the customer. */
export interface PhoneBackend {
  provider: string
  /** The addresses of businesses that a customer can write to. */
  accounts(): { id: string; name: string }[]
  customers(): { id: string; name: string; address: string }[]
  createCustomer(input: { name: string; address?: string | undefined }): { id: string }
  send(account: string, customer: string, message: PhoneOutgoing): Promise<void> | void
  tap(account: string, customer: string, messageId: string, buttonId: string): Promise<void> | void
  react(account: string, customer: string, messageId: string, emoji: string): Promise<void> | void
  media(id: string): { bytes: Buffer; mimeType: string } | undefined
}

const outgoingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().min(1).max(4096), replyTo: z.string().optional() }),
  z.strictObject({
    kind: z.enum(['image', 'voice', 'audio', 'video', 'document']),
    mimeType: z.string(),
    name: z.string(),
    base64: z.base64(),
    text: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('sample'), sample: z.string() }),
  z.strictObject({ kind: z.literal('location'), latitude: z.number(), longitude: z.number(), name: z.string().optional() }),
])
export type PhoneOutgoing = z.infer<typeof outgoingSchema>

const target = { account: z.string(), customer: z.string() }
const sendSchema = z.strictObject({ ...target, message: outgoingSchema })
const tapSchema = z.strictObject({ ...target, messageId: z.string(), buttonId: z.string() })
const reactSchema = z.strictObject({ ...target, messageId: z.string(), emoji: z.string().max(16) })
const customerSchema = z.strictObject({ name: z.string().min(1).max(100), address: z.string().max(40).optional() })

/** The phone page and the JSON that it lives on. */
export function phoneRoutes(book: PhoneBook, backend: PhoneBackend): Route[] {
  const get = (pattern: RegExp, handle: Route['handle']): Route => ({ method: 'GET', pattern, internal: true, handle })
  const post = <T>(pattern: RegExp, schema: z.ZodType<T>, act: (input: T) => unknown): Route => ({
    method: 'POST',
    pattern,
    internal: true,
    handle: ({ body }) => checked(schema, body.json, act).catch(plainRefusal),
  })
  return [
    get(/^\/phone\/?$/, () => page('phone.html', 'text/html; charset=utf-8')),
    get(/^\/phone\/phone\.js$/, () => page('phone.js', 'text/javascript; charset=utf-8')),
    get(/^\/phone\/phone\.css$/, () => page('phone.css', 'text/css; charset=utf-8')),
    get(/^\/_phone\/state$/, () => ({
      status: 200,
      json: {
        provider: backend.provider,
        accounts: backend.accounts(),
        customers: backend.customers(),
        samples: sampleMedia().map(({ name, kind, label }) => ({ name, kind, label })),
      },
    })),
    get(/^\/_phone\/messages$/, ({ query }) => {
      const thread = book.thread(query.get('account') ?? '', query.get('customer') ?? '')
      return { status: 200, json: { messages: thread.messages, typingUntil: thread.typingUntil } }
    }),
    get(/^\/_phone\/media\/([^/]+)$/, ({ params }) => {
      const media = backend.media(params[0] ?? '')
      if (!media) return { status: 404, text: 'gone' }
      return { status: 200, bytes: media.bytes, headers: { 'content-type': media.mimeType } }
    }),
    get(/^\/_phone\/events$/, ({ query }) => ({
      status: 200,
      stream: (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
        response.write(': open\n\n')
        const account = query.get('account')
        const customer = query.get('customer')
        const stop = book.onEvent((event: PhoneEvent) => response.write(`data: ${JSON.stringify(event)}\n\n`))
        const leave = account && customer ? book.view(account, customer) : undefined
        response.on('close', () => {
          stop()
          leave?.()
        })
      },
    })),
    post(/^\/_phone\/customers$/, customerSchema, (input) => backend.createCustomer(input)),
    post(/^\/_phone\/send$/, sendSchema, ({ account, customer, message }) => backend.send(account, customer, message)),
    post(/^\/_phone\/tap$/, tapSchema, (tap) => backend.tap(tap.account, tap.customer, tap.messageId, tap.buttonId)),
    post(/^\/_phone\/react$/, reactSchema, (one) => backend.react(one.account, one.customer, one.messageId, one.emoji)),
  ]
}

function plainRefusal(error: unknown): Answer {
  return { status: 400, json: { error: error instanceof Error ? error.message : 'not possible' } }
}

async function page(name: string, type: string): Promise<Answer> {
  const bytes = await readFile(new URL(name, import.meta.url))
  return { status: 200, bytes, headers: { 'content-type': type, 'cache-control': 'no-cache' } }
}
