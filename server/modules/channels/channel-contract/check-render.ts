import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Capabilities } from '../../../../contract/channels.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { fitMessage } from '../fit-message.ts'
import type { OutboundMessage, ProviderCall } from '../outbound-message.ts'
import { arbitraryMessage } from './arbitrary-message.ts'
import type { ContractFixtures, Failure, SeenCall } from './contract-fixtures.ts'

const runs = 150

/** What goes out keeps every limit of the channel and leaves nothing away. */
export function checkRender<S, C>(adapter: ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): Failure[] {
  const failures: Failure[] = []
  const fail = (check: string, detail: string): void => void failures.push({ check: `render: ${check}`, detail })
  const recipient = { externalId: '770000000001', phone: '+770000000001' }
  // As the sender does it: what the channel has no place for is text by then.
  const render = (message: OutboundMessage) => adapter.render(fitMessage(message, adapter.capabilities), fixtures.connection)
  fc.assert(
    fc.property(arbitraryMessage(adapter.capabilities, recipient), (message) => {
      const frozen = deepFreeze(message)
      const calls = attempt(() => render(frozen))
      if (calls instanceof Error) return fail('any message', `throws ${calls.message}`)
      if (calls.length === 0) return fail('any message', 'comes down to no call')
      if (!isDeepStrictEqual(render(frozen), calls)) fail('pure', 'rendered twice, two results')
      const seen = calls.map((call) => fixtures.look(call))
      for (const one of seen) checkLimits(adapter.capabilities, one, fail)
      checkComplete(message, adapter.capabilities, seen, calls, fail)
    }),
    { numRuns: runs, seed: 23 },
  )
  const calls = attempt(() => render({ ...nothing, recipient, reaction: { targetExternalId: 'wamid.7', emoji: '👍' } }))
  if (calls instanceof Error) fail('a reaction', `throws ${calls.message}`)
  else if (calls.length !== 1 || !JSON.stringify(calls).includes('👍')) fail('a reaction', `became ${JSON.stringify(calls)}`)
  return failures
}

const nothing = {
  id: '01993b5e-7c10-7000-8000-00000000000d',
  text: null,
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}

type Fail = (check: string, detail: string) => void

function checkLimits(capabilities: Capabilities, call: SeenCall, fail: Fail): void {
  const limit = call.isCaption ? capabilities.maxCaptionLength : capabilities.maxTextLength
  const length = capabilities.textUnit === 'bytes' ? Buffer.byteLength(call.text) : call.text.length
  if (length > limit) fail('length of text', `${length} instead of at most ${limit}`)
  if (!call.text.isWellFormed()) fail('whole characters', 'a character was cut in two')
  if (call.buttons.length > (capabilities.buttons?.max ?? 0)) fail('number of buttons', `${call.buttons.length}`)
  if (call.rows.length > (capabilities.list?.maxRows ?? 0)) fail('number of rows', `${call.rows.length}`)
  for (const [kind, choices, most] of [
    ['button', call.buttons, capabilities.buttons?.maxTitleLength],
    ['row', call.rows, capabilities.list?.maxTitleLength],
  ] as const) {
    for (const { title } of choices) {
      if (title.length > (most ?? 0)) fail(`title of a ${kind}`, `${title.length} characters`)
      if (title.trim() === '' || !title.isWellFormed()) fail(`title of a ${kind}`, 'empty or cut inside a character')
    }
  }
  if (call.location && !capabilities.location) fail('location', 'the channel has none')
}

function checkComplete(
  message: OutboundMessage,
  capabilities: Capabilities,
  seen: readonly SeenCall[],
  calls: readonly ProviderCall[],
  fail: Fail,
): void {
  const written = squeeze(seen.map((call) => call.text).join(''))
  if (message.text && !written.includes(squeeze(message.text))) fail('nothing is dropped: text', 'some of it is missing or out of order')
  const fileIds = seen.flatMap((call) => call.fileIds)
  if (!isDeepStrictEqual([...fileIds].sort(), message.media.map((file) => file.fileId).sort()))
    fail('nothing is dropped: files', `${fileIds.length} of ${message.media.length}`)
  const { location } = message
  // A channel without places gets it in words.
  const isWritten = location && !capabilities.location && written.includes(`${location.latitude},${location.longitude}`)
  if (location && !isWritten && !seen.some((call) => call.location)) fail('nothing is dropped: location', 'missing')
  const { interactive } = message
  const taps = seen.flatMap((call) => [...call.buttons, ...call.rows])
  const details = seen.flatMap((call) => call.rows.flatMap(({ description }) => description ?? []))
  const shown = [...taps.map((choice) => choice.title), ...details, written]
  const isSaid = (title: string) => shown.some((text) => squeeze(text).includes(squeeze(title)))
  const isShown = (title: string) => shown.some((text) => squeeze(text).includes(squeeze(title)) || isShortened(text, title))
  const choices =
    interactive?.kind === 'buttons'
      ? interactive.buttons
      : interactive?.kind === 'list'
        ? interactive.sections.flatMap((section) => section.rows)
        : []
  for (const { title } of choices)
    if (!isSaid(title)) fail('nothing is dropped: choices', `"${title}" is not said in full in ${calls.length} calls`)
  const bodies = squeeze(JSON.stringify(calls.map((call) => call.body)))
  for (const text of elsewhereOf(message))
    if (!bodies.includes(squeeze(text))) fail('nothing is dropped: lines, products, cards', `"${text}"`)
  if (interactive?.kind === 'flow' && !bodies.includes(interactive.flowId ?? '') && !isShown(interactive.button ?? ''))
    fail('nothing is dropped: form', 'missing')
  for (const words of wordsOf(interactive)) if (!isShown(words)) fail('nothing is dropped: cards and forms', `"${words}" is missing`)
  for (const url of addressesOf(interactive))
    if (!seen.some((call) => call.url === url || call.text.includes(url))) fail('nothing is dropped: link', 'missing')
}

function addressesOf(interactive: OutboundMessage['interactive']): string[] {
  if (interactive?.kind === 'link') return [interactive.url]
  return interactive?.kind === 'actions' ? interactive.buttons.flatMap((button) => ('url' in button ? button.url : [])) : []
}

/** What must stand somewhere in a call, wherever the channel has a place for it. */
function elsewhereOf({ interactive, contactCards, linkedFiles }: OutboundMessage): string[] {
  const frame = interactive && 'header' in interactive ? [interactive.header, interactive.footer] : []
  const products = interactive?.kind === 'products' ? interactive.productIds : []
  const cards = (contactCards ?? []).flatMap(({ name, phones, emails }) => [name, ...phones, ...emails])
  const addresses = (linkedFiles ?? []).map(({ url }) => url)
  return [...frame, ...products, ...cards, ...addresses].filter((text) => typeof text === 'string')
}

/** All that can be read on cards, receipts and in forms. */
function wordsOf(interactive: OutboundMessage['interactive']): string[] {
  // The words of a single link are its own affair, as those of `link` are.
  if (interactive?.kind === 'actions' && interactive.buttons.length > 1)
    return interactive.buttons.flatMap((button) => [button.title, ...('phone' in button ? [button.phone] : [])])
  if (interactive?.kind === 'receipt') {
    const { orderNumber, recipientName, paymentMethod, total, url, items, adjustments } = interactive
    const lines = [...items.flatMap(({ title, details, price }) => [title, details ?? '', price]), ...adjustments.map(({ name }) => name)]
    return [orderNumber, recipientName, paymentMethod, total, url ?? '', ...lines]
  }
  if (interactive?.kind === 'form') return interactive.fields.flatMap(({ label, options }) => [label, ...(options ?? [])])
  if (interactive?.kind !== 'cards') return []
  return interactive.cards.flatMap(({ title, text, price, buttons }) => [
    title,
    ...[text, price].filter((words) => typeof words === 'string'),
    ...buttons.flatMap((button) => ('url' in button ? [button.title, button.url] : [button.title])),
  ])
}

function isShortened(shown: string, title: string): boolean {
  return shown.endsWith('…') && title.startsWith(shown.slice(0, -1).trimEnd())
}

/** Where a text is cut its white space may go. */
function squeeze(text: string): string {
  return text.replace(/\s+/gu, '')
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(Object.freeze(value))) deepFreeze(inner)
  return value
}
