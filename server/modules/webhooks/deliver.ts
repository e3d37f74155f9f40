import { AppError } from '../../platform/errors.ts'
import type { Deps } from '../../platform/module.ts'
import { webhooksPurpose } from './egress.ts'
import { presentEvent } from './present-event.ts'
import { getEndpoint } from './queries.ts'
import { type Claimed, getDelivery } from './queries-deliveries.ts'
import { type Outcome, recordOutcome } from './record-outcome.ts'
import { openSigningSecrets, signatureHeaders } from './signing-secret.ts'

const timeoutMs = 15_000
const keptBytes = 2_000

interface Prepared {
  url: string
  body: string
  headers: Record<string, string>
}

/** One attempt of one claimed delivery, from reading what it tells to writing down how it went. */
export async function deliver(deps: Deps, claimed: Claimed): Promise<void> {
  const prepared = await prepare(deps, claimed)
  if (prepared === null) return
  const outcome = 'url' in prepared ? await post(deps, prepared) : prepared
  await recordOutcome(deps, claimed, outcome)
}

/** @returns null when the delivery has gone meanwhile, with its person or its webhook */
async function prepare(deps: Deps, { workspaceId, endpointId, id }: Claimed): Promise<Prepared | Outcome | null> {
  try {
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      const delivery = await getDelivery(tx, workspaceId, endpointId, id)
      const endpoint = await getEndpoint(tx, workspaceId, endpointId)
      const presented = await presentEvent(deps, tx, delivery)
      if ('withheld' in presented) return presented
      const at = deps.clock.now()
      const signing = await openSigningSecrets(deps.secrets, tx, endpoint, at)
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Parley-Webhooks/1',
        ...signatureHeaders(signing, { id: delivery.event_id, at, body: presented.body }),
      }
      return { url: endpoint.url, body: presented.body, headers }
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.status === 404 ? null : { error: error.code, durationMs: 0 }
  }
}

async function post(deps: Deps, { url, body, headers }: Prepared): Promise<Outcome> {
  const started = performance.now()
  const durationMs = () => Math.round(performance.now() - started)
  try {
    const answer = await deps.http.fetch(webhooksPurpose, url, {
      method: 'POST',
      headers,
      body,
      timeoutMs,
      // Only the beginning is read, however long it is.
      maxBytes: Number.MAX_SAFE_INTEGER,
    })
    const isAccepted = answer.status >= 200 && answer.status < 300
    if (isAccepted) await answer.body?.cancel()
    const said = isAccepted ? null : await readBeginning(answer)
    return { status: answer.status, body: said, retryAfter: answer.headers.get('retry-after'), durationMs: durationMs() }
  } catch (error) {
    if (error instanceof AppError) return { error: error.code, durationMs: durationMs() }
    throw error
  }
}

/** The first two thousand bytes of an answer, as text that the database takes; the rest is not waited for. */
async function readBeginning(answer: Response): Promise<string | null> {
  const reader = answer.body?.getReader()
  if (!reader) return null
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    while (size < keptBytes) {
      const { done, value } = await reader.read()
      if (done) break
      pieces.push(value)
      size += value.byteLength
    }
  } catch {
    // It broke off: what came is kept.
  }
  void reader.cancel().catch(() => {})
  const text = Buffer.concat(pieces).subarray(0, keptBytes).toString('utf8').replaceAll('\0', '')
  return shorten(text) || null
}

/** A character cut in half becomes three bytes of replacement: cut again. */
function shorten(text: string): string {
  let kept = text
  while (Buffer.byteLength(kept) > keptBytes) kept = kept.slice(0, -1)
  return kept
}
