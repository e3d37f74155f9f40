import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Capabilities } from '../../../../contract/channels.ts'
import type { ChannelAdapter, OutboundMessage, ProviderCall } from '../adapter.ts'
import { arbitraryMessage } from './arbitrary-message.ts'
import type { ContractFixtures, Failure, SeenCall } from './contract-fixtures.ts'

const runs = 150

/** What goes out keeps every limit of the channel and leaves nothing away. */
export function checkRender<S, C>(adapter: ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): Failure[] {
  const failures: Failure[] = []
  const fail = (check: string, detail: string): void => void failures.push({ check: `render: ${check}`, detail })
  const recipient = { externalId: '770000000001', phone: '+770000000001' }
  fc.assert(
    fc.property(arbitraryMessage(adapter.capabilities, recipient), (message) => {
      const frozen = deepFreeze(message)
      const calls = attempt(() => adapter.render(frozen, fixtures.connection))
      if (calls instanceof Error) return fail('any message', `throws ${calls.message}`)
      if (calls.length === 0) return fail('any message', 'comes down to no call')
      if (!isDeepStrictEqual(adapter.render(frozen, fixtures.connection), calls)) fail('pure', 'rendered twice, two results')
      const seen = calls.map((call) => fixtures.look(call))
      for (const one of seen) checkLimits(adapter.capabilities, one, fail)
      checkComplete(message, adapter.capabilities, seen, calls, fail)
    }),
    { numRuns: runs, seed: 23 },
  )
  return failures
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
  const shown = [...seen.flatMap((call) => [...call.buttons, ...call.rows].map((choice) => choice.title)), written]
  const isShown = (title: string) => shown.some((text) => squeeze(text).includes(squeeze(title)) || isShortened(text, title))
  const choices =
    interactive?.kind === 'buttons'
      ? interactive.buttons
      : interactive?.kind === 'list'
        ? interactive.sections.flatMap((section) => section.rows)
        : []
  for (const { title } of choices)
    if (!isShown(title)) fail('nothing is dropped: choices', `"${title}" is missing in ${calls.length} calls`)
  for (const words of wordsOf(interactive)) if (!isShown(words)) fail('nothing is dropped: cards and forms', `"${words}" is missing`)
  if (interactive?.kind === 'link' && !seen.some((call) => call.url === interactive.url || call.text.includes(interactive.url)))
    fail('nothing is dropped: link', 'missing')
}

/** All that can be read on cards and in forms. */
function wordsOf(interactive: OutboundMessage['interactive']): string[] {
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
