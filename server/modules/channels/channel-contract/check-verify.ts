import fc from 'fast-check'
import type { ChannelAdapter, RawRequest } from '../adapter.ts'
import type { ContractFixtures, Failure } from './contract-fixtures.ts'

/** Who is let in: only who proves it over these very bytes. */
export function checkVerify<S, C>(adapter: ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): Failure[] {
  const { connection, proofHeader } = fixtures
  const failures: Failure[] = []
  const body = fixtures.bodies([fixtures.textPiece('1', 'Ünïcödé 👍 https://a.b/c')])[0] ?? Buffer.from('{}')
  const authentic = fixtures.sign(body, connection)
  const proof = authentic.headers[proofHeader] ?? ''

  const expect = (check: string, request: RawRequest, accepted: boolean, on = connection): void => {
    try {
      const verdict = adapter.verify(request, on)
      if ((verdict.kind === 'accepted') !== accepted) failures.push({ check: `verify: ${check}`, detail: `the verdict is ${verdict.kind}` })
    } catch (error) {
      failures.push({ check: `verify: ${check}`, detail: `throws ${String(error)}` })
    }
  }
  const withProof = (value: string | undefined): RawRequest => ({ ...authentic, headers: { ...authentic.headers, [proofHeader]: value } })

  expect('an authentic request', authentic, fixtures.authentication !== 'none')
  expect('without proof', withProof(undefined), false)
  expect('with an empty proof', withProof(''), false)
  expect('with a truncated proof', withProof(proof.slice(0, -1)), false)
  expect('with a longer proof', withProof(`${proof}0`), false)
  expect('with another proof', withProof(proof.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) => (last === 'a' ? 'b' : 'a'))), false)
  expect('with a proof of other letters', withProof('Ωμέγα'), false)
  for (const vector of fixtures.vectors) expect(vector.name, vector.request, vector.accepted, vector.connection)
  if (fixtures.authentication === 'signature') {
    expect('of other bytes', { ...authentic, body: Buffer.concat([body, Buffer.from(' ')]) }, false)
    expect(
      'of JSON that was parsed and written again',
      { ...authentic, body: Buffer.from(JSON.stringify(JSON.parse(body.toString()))) },
      false,
    )
    for (const odd of [Buffer.alloc(0), Buffer.from('not json'), Buffer.from([0xff, 0xfe, 0x00])]) {
      expect(`authentic bytes that are no JSON (${odd.length})`, fixtures.sign(odd, connection), true)
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 80 }), (bytes, header) => {
      if (header !== proof) expect('any bytes with any proof', { ...withProof(header), body: Buffer.from(bytes) }, false)
    }),
    { numRuns: 50, seed: 7 },
  )
  return failures
}
