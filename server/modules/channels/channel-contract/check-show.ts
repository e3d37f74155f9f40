import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { ChannelAdapter } from '../adapter.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { renderCalls } from '../render-calls.ts'
import type { ShownCall } from '../shown-part.ts'
import { arbitraryMessage } from './arbitrary-message.ts'
import type { ContractFixtures, Failure, SeenCall } from './contract-fixtures.ts'

const runs = 100

/** What the team is shown before sending is what the customer gets: the adapter's own look at a call says the same as the suite's. */
export function checkShow<S, C>(adapter: ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): Failure[] {
  const failures: Failure[] = []
  const recipient = { externalId: '770000000001', phone: '+770000000001' }
  const open = { adapter: adapter as ChannelAdapter, connection: fixtures.connection }
  fc.assert(
    fc.property(arbitraryMessage(adapter.capabilities, recipient), (message) => {
      for (const call of renderCalls(open, message)) {
        const [shown, seen] = [adapter.show(call), fixtures.look(call)]
        for (const [what, said, is] of compare(shown, seen)) {
          if (!isDeepStrictEqual(said, is))
            failures.push({ check: `show: ${what}`, detail: `${JSON.stringify(said)} instead of ${JSON.stringify(is)}` })
        }
      }
    }),
    { numRuns: runs, seed: 23 },
  )
  const quoting: OutboundMessage = { ...nothing, recipient, text: 'Hello', replyToExternalId: '770000000001:7' }
  const [first] = renderCalls(open, quoting)
  if (!first || !adapter.show(first).quotes) failures.push({ check: 'show: quotes', detail: 'an answer to a message is shown as none' })
  return failures
}

const nothing = {
  id: '01993b5e-7c10-7000-8000-00000000000d',
  media: [],
  interactive: null,
  location: null,
  template: null,
  byHuman: true,
}

function compare(shown: ShownCall, seen: SeenCall): [what: string, said: unknown, is: unknown][] {
  const rows = shown.list?.sections.flatMap((section) => section.rows) ?? []
  const { latitude, longitude } = shown.location ?? {}
  return [
    ['text', saysTheSame(shown, seen) ? seen.text : (shown.text ?? ''), seen.text],
    ['buttons', buttonsOf(shown, seen), titlesOf(seen.buttons)],
    ['rows', titlesOf(rows), titlesOf(seen.rows)],
    ['files', shown.files.map(({ id }) => id), seen.fileIds],
    ['link', linkOf(shown, seen), seen.url],
    ['location', { latitude, longitude }, { latitude: seen.location?.latitude, longitude: seen.location?.longitude }],
  ]
}

/** Of what is drawn (cards, forms, buttons that do something, receipts) the suite reads every word that the call holds, behind the text. */
function saysTheSame({ text, cards, form, buttons }: ShownCall, seen: SeenCall): boolean {
  const said = text ?? ''
  if (said === seen.text) return true
  if (said.startsWith(receiptSign))
    return said
      .slice(receiptSign.length)
      .split(/[^\p{L}\p{N}-]+/u)
      .every((word) => seen.text.includes(word))
  return (cards.length > 0 || form !== null || buttons.length > 0) && seen.text.startsWith(said)
}

const receiptSign = '🧾'

/** That of the text's own button, or one of a card's; a link that the suite has read among the words is none. */
function linkOf({ buttons, cards }: ShownCall, { text, url }: SeenCall): string | null {
  const links = [...buttons, ...cards.flatMap((card) => card.buttons)].flatMap((button) => (button.does === 'link' ? button.url : []))
  return links.find((link) => link === url) ?? links.find((link) => link !== null && !text.includes(link)) ?? null
}

/** Buttons below the text, or all that the call holds: those that lead somewhere, and those of cards. */
function buttonsOf({ buttons, cards }: ShownCall, seen: SeenCall): (string | null)[] {
  const all = titlesOf([...buttons, ...cards.flatMap((card) => card.buttons)])
  return isDeepStrictEqual(all, titlesOf(seen.buttons)) ? all : titlesOf(buttons.filter(({ does }) => does === 'reply'))
}

function titlesOf(choices: readonly { title: string | null }[]): (string | null)[] {
  return choices.map(({ title }) => title)
}
