import type { z } from 'zod'
import type { modelProviderSchema, newModelProviderSchema } from '../../../contract/agents.ts'
import { ProviderError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'
import { forgetAgents } from './load-agent.ts'
import { keyPlace, openWorkspaceProvider } from './model-providers.ts'
import { agentsWithProvider, clearDefaultProvider, findProvider, listProviders, type ModelProviderRow } from './queries.ts'

type NewProvider = z.output<typeof newModelProviderSchema>
type PresentedProvider = z.output<typeof modelProviderSchema>
export type ProviderPatch = { [K in keyof NewProvider]?: NewProvider[K] | undefined }

export async function createProvider(deps: Deps, access: Access, body: NewProvider): Promise<PresentedProvider> {
  checkAddress(body)
  const { workspaceId } = access
  const row = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const id = newId()
    const isFirst = (await listProviders(tx, workspaceId)).length === 0
    if (body.isDefault) await clearDefaultProvider(tx, workspaceId)
    const made = await tx
      .insertInto('model_providers')
      .values({
        workspace_id: workspaceId,
        id,
        kind: body.kind,
        name: body.name,
        base_url: addressOf(body.baseUrl),
        api: body.api ?? null,
        models: JSON.stringify(body.models),
        api_key: await deps.secrets.seal(tx, workspaceId, keyPlace(id), body.apiKey),
        key_hint: body.apiKey.slice(-4),
        // Whoever brings the first provider wants it used.
        is_default: body.isDefault || isFirst,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordAudit(tx, access, 'model-provider.created', target(made), { kind: made.kind })
    return made
  })
  forgetAgents(deps)
  return presentProvider(row)
}

export async function changeProvider(deps: Deps, access: Access, id: string, patch: ProviderPatch): Promise<PresentedProvider> {
  const { workspaceId } = access
  const row = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const before = await findProvider(tx, workspaceId, id)
    if (!before) throw fail('provider-not-found')
    checkAddress({ kind: patch.kind ?? before.kind, baseUrl: patch.baseUrl === undefined ? before.base_url : patch.baseUrl })
    if (patch.isDefault) await clearDefaultProvider(tx, workspaceId)
    const changed = await tx
      .updateTable('model_providers')
      .set({
        ...(patch.kind && { kind: patch.kind }),
        ...(patch.name && { name: patch.name }),
        ...(patch.baseUrl !== undefined && { base_url: addressOf(patch.baseUrl) }),
        ...(patch.api !== undefined && { api: patch.api ?? null }),
        ...(patch.models && { models: JSON.stringify(patch.models) }),
        ...(patch.isDefault !== undefined && { is_default: patch.isDefault }),
        ...(patch.apiKey && {
          api_key: await deps.secrets.seal(tx, workspaceId, keyPlace(id), patch.apiKey),
          key_hint: patch.apiKey.slice(-4),
        }),
        status: 'untested' as const,
        status_reason: null,
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordAudit(tx, access, 'model-provider.changed', target(changed), { fields: Object.keys(patch) })
    return changed
  })
  forgetAgents(deps)
  return presentProvider(row)
}

export async function removeProvider(deps: Deps, access: Access, id: string): Promise<void> {
  const { workspaceId } = access
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await findProvider(tx, workspaceId, id)
    if (!row) throw fail('provider-not-found')
    if ((await agentsWithProvider(tx, workspaceId, id)) > 0) throw fail('provider-in-use')
    await tx.deleteFrom('model_providers').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
    await recordAudit(tx, access, 'model-provider.deleted', target(row))
  })
  forgetAgents(deps)
}

const testTimeoutMs = 30_000

/** Asks the provider's model for one word, and keeps whether that worked. */
export async function testProvider(deps: Deps, access: Access, id: string): Promise<PresentedProvider> {
  const { workspaceId } = access
  const provider = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await findProvider(tx, workspaceId, id)
    if (!row) throw fail('provider-not-found')
    return openWorkspaceProvider(deps, tx, row)
  })
  const reason = await provider
    .chat(provider.defaultModel)
    .generate({
      instructions: 'This is a test of the connection. Answer with the word OK.',
      messages: [{ role: 'user', text: 'OK?' }],
      tools: [],
      maxOutputTokens: 200,
      signal: AbortSignal.timeout(testTimeoutMs),
    })
    .then(() => null, plainReason)
  const row = await deps.db.withWorkspace(workspaceId, async (tx) =>
    tx
      .updateTable('model_providers')
      .set({ status: reason === null ? 'ok' : 'failed', status_reason: reason })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst(),
  )
  if (!row) throw fail('provider-not-found')
  return presentProvider(row)
}

const reasons: Record<string, string> = {
  unauthorized: 'The key was refused.',
  'rate-limited': 'The provider says that too much is asked of it just now.',
  quota: 'The account has no credit left.',
  timeout: 'No answer came in time.',
  unreachable: 'The address could not be reached.',
  unavailable: 'The provider has a fault of its own just now.',
  invalid: 'The provider refused the question: check the address, the interface and the name of the model.',
  'bad-answer': 'Something answered, but not as a model does: check the address.',
}

function plainReason(error: unknown): string {
  const code = error instanceof ProviderError ? error.code : 'timeout'
  return reasons[code] ?? 'The test failed.'
}

function checkAddress(provider: { kind: NewProvider['kind']; baseUrl?: string | null | undefined }): void {
  if (provider.kind === 'openai-compatible' && !provider.baseUrl) throw fail('provider-address-missing')
}

function addressOf(baseUrl: string | null | undefined): string | null {
  return baseUrl ? baseUrl.replace(/\/+$/, '') : null
}

export function presentProvider(row: ModelProviderRow): PresentedProvider {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    baseUrl: row.base_url,
    api: row.api,
    models: row.models,
    isDefault: row.is_default,
    keyHint: row.key_hint,
    status: row.status,
    statusReason: row.status_reason,
    createdAt: row.created_at.toISOString(),
  }
}

function target(row: ModelProviderRow): { type: string; id: string; name: string } {
  return { type: 'model-provider', id: row.id, name: row.name }
}
