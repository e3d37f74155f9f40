import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { ChannelAdapter } from '../adapter.ts'
import type { InboundEvent } from '../inbound-event.ts'
import type { ContractFixtures, Failure } from './contract-fixtures.ts'

/** What comes in is understood, or kept: nothing throws, nothing is lost, nothing is told twice under two names. */
export function checkParse<S, C>(adapter: ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): Failure[] {
  const { connection } = fixtures
  const failures: Failure[] = []
  const fail = (check: string, detail: string): void => void failures.push({ check: `parse: ${check}`, detail })

  const parse = (check: string, bodies: readonly Buffer[]): InboundEvent[] => {
    try {
      return bodies.flatMap((body) => adapter.parse(fixtures.sign(body, connection), connection))
    } catch (error) {
      fail(check, `throws ${String(error).slice(0, 200)}`)
      return []
    }
  }
  const parsePieces = (check: string, pieces: readonly unknown[]): InboundEvent[] => parse(check, fixtures.bodies(pieces))
  const texts = (events: readonly InboundEvent[]) => events.map((event) => (event.kind === 'message' ? event.content.text : null))

  const good = [fixtures.textPiece('101', 'first'), fixtures.textPiece('102', 'second')]
  const events = parsePieces('two messages', good)
  if (!isDeepStrictEqual(texts(events), ['first', 'second'])) fail('two messages', `became ${JSON.stringify(texts(events))}`)
  if (new Set(events.map((event) => event.eventId)).size !== events.length) fail('event ids differ', 'two events have one id')
  if (!isDeepStrictEqual(parsePieces('again', good), events)) fail('pure and stable', 'the same body gave other events')

  for (const { name, piece, kind } of fixtures.samples) {
    const kinds = parsePieces(name, [piece]).map((event) => event.kind)
    if (!kinds.includes(kind as InboundEvent['kind'])) fail(name, `became ${kinds.join(', ') || 'nothing'} instead of ${kind}`)
  }

  const unknown = parsePieces('an unknown type', [fixtures.unknownPiece('103')])
  const kept = unknown.some((event) =>
    event.kind === 'message' ? event.content.type === 'unsupported' : event.kind === 'ignored' || event.kind === 'poison',
  )
  if (!kept) fail('an unknown type is kept', `became ${unknown.map((event) => event.kind).join(', ') || 'nothing'}`)

  for (const [index, broken] of fixtures.brokenPieces.entries()) {
    const around = parsePieces(`broken piece ${index}`, [good[0], broken, good[1]])
    const found = texts(around)
    if (!found.includes('first') || !found.includes('second'))
      fail(`broken piece ${index} spoils no other`, `left ${JSON.stringify(found)}`)
    if (!around.some((event) => event.kind === 'poison')) fail(`broken piece ${index} stays in the journal`, 'there is no poison event')
  }

  checkHostile()
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 4 }), (pieces) => {
      for (const event of parsePieces('any JSON', [...pieces, good[0]])) checkEvent('any JSON', event)
    }),
    { numRuns: 60, seed: 11 },
  )
  return failures

  function checkEvent(check: string, event: InboundEvent): void {
    if (event.eventId === '' || event.eventId.length > 1200) fail(check, `the event id has ${event.eventId.length} characters`)
    if (!Number.isFinite(event.at) || event.at < 0) fail(check, `the time is ${event.at}`)
  }

  function checkHostile(): void {
    const check = 'hostile strings'
    const escaped = fixtures
      .bodies([fixtures.textPiece('104', 'MARK')])
      .map((body) => Buffer.from(body.toString().replace('MARK', '\\u0000 \\ud800 x')))
    const found = parse(check, escaped)
    if (!found.some((event) => event.kind === 'message')) fail(check, 'the message is lost')
    // PostgreSQL's jsonb takes neither: a journal row that cannot be written would be an event lost.
    if (/\\u0000|\\ud[89ab]/.test(JSON.stringify(found))) fail(check, 'NUL or a lone surrogate is left in an event')

    const polluting = fixtures
      .bodies([fixtures.textPiece('105', 'MARK')])
      .map((body) => Buffer.from(body.toString().replace(/^\{/, '{"__proto__":{"polluted":1},')))
    for (const event of parse(check, polluting))
      if (JSON.stringify(event).includes('polluted')) fail(check, '__proto__ is left in an event')
    if ((Object.prototype as Record<string, unknown>).polluted !== undefined) fail(check, 'Object.prototype was changed')

    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const nested = fixtures
      .bodies([fixtures.textPiece('106', 'MARK')])
      .map((body) => Buffer.from(body.toString().replace('"MARK"', `"MARK","deep":${deep}`)))
    try {
      JSON.stringify(parse('deep nesting', nested))
    } catch (error) {
      fail('deep nesting', `an event cannot be written: ${String(error)}`)
    }

    const long = parsePieces('a very long text', [fixtures.textPiece('107', 'word '.repeat(500_000))])
    for (const text of texts(long)) if ((text?.length ?? 0) > 200_000) fail('a very long text', `${text?.length} characters are kept`)
  }
}
