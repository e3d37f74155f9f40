import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import { type OpenProvider, openProvider } from './models/open-provider.ts'
import { listProviders, type ModelProviderRow } from './queries.ts'

/** Purposes under which model calls leave the house (module.ts declares them). */
export const instancePurpose = 'agents.instance-model'
export const workspacePurpose = 'agents.workspace-model'

const openAiAddress = 'https://api.openai.com'
/** Fast, and none that may spend the whole answer's length on thinking. */
const defaultOpenAiModel = 'gpt-4.1-mini'

export const keyPlace = (providerId: string) => ({ table: 'model_providers', column: 'api_key', row: providerId })

/** The provider that the instance's settings name; null without any. An address other than OpenAI's speaks chat completions. */
export function instanceProvider(deps: Pick<Deps, 'config' | 'http'>): OpenProvider | null {
  const { apiKey, baseUrl, model, name } = deps.config.ai
  if (!apiKey && !baseUrl) return null
  const isOpenAi = baseUrl === null || baseUrl.startsWith(openAiAddress)
  return openProvider(deps.http, {
    kind: isOpenAi ? 'openai' : 'openai-compatible',
    id: null,
    name: name ?? (isOpenAi ? 'OpenAI' : new URL(baseUrl).host),
    baseUrl,
    apiKey,
    api: null,
    models: {
      chat: model ?? defaultOpenAiModel,
      embedding: isOpenAi ? 'text-embedding-3-small' : null,
      transcription: isOpenAi ? 'gpt-4o-mini-transcribe' : 'whisper-1',
    },
    purpose: instancePurpose,
  })
}

export async function openWorkspaceProvider(deps: Pick<Deps, 'secrets' | 'http'>, tx: Tx, row: ModelProviderRow): Promise<OpenProvider> {
  const apiKey = await deps.secrets.open(tx, row.workspace_id, keyPlace(row.id), row.api_key)
  return openProvider(deps.http, {
    kind: row.kind,
    id: row.id,
    name: row.name,
    baseUrl: row.base_url,
    apiKey,
    api: row.api,
    models: row.models,
    purpose: workspacePurpose,
  })
}

/** The workspace's own default, else the instance's. */
export async function defaultProvider(deps: Deps, tx: Tx, workspaceId: string): Promise<OpenProvider | null> {
  const own = (await listProviders(tx, workspaceId)).find((row) => row.is_default)
  return own ? openWorkspaceProvider(deps, tx, own) : instanceProvider(deps)
}
