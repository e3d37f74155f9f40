import { describe, expect, test } from 'vitest'
import type { ChannelAdapter } from './adapter.ts'
import { checkExplain } from './channel-contract/check-explain.ts'
import { checkParse } from './channel-contract/check-parse.ts'
import { checkRender } from './channel-contract/check-render.ts'
import { checkSend } from './channel-contract/check-send.ts'
import { checkShow } from './channel-contract/check-show.ts'
import { checkVerify } from './channel-contract/check-verify.ts'
import type { ContractFixtures } from './channel-contract/contract-fixtures.ts'

/** Everything that is promised of an adapter, as functions that say what is wrong: so that adapters broken on purpose can be shown to fail. */
export const contractChecks = {
  verify: checkVerify,
  parse: checkParse,
  render: checkRender,
  show: checkShow,
  explain: checkExplain,
} as const

/** The suite that every adapter runs, the same for all. */
export function channelContract<S, C>(name: string, makeAdapter: () => ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): void {
  describe(`${name} keeps the channel contract`, () => {
    for (const [part, check] of Object.entries(contractChecks)) {
      test(part, () => {
        expect(check(makeAdapter(), fixtures).slice(0, 10)).toEqual([])
      })
    }
    const { emulator } = fixtures
    if (!emulator) return
    test('send', async () => {
      const running = await emulator()
      try {
        expect(await checkSend(running)).toEqual([])
      } finally {
        await running.close()
      }
    })
  })
}
