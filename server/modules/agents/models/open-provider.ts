import type { HttpClient } from '../../../platform/http-client.ts'
import type { ProviderAccount } from './call-provider.ts'
import type { ChatModel } from './chat-model.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiEmbed } from './openai-embed.ts'
import { openAiResponses } from './openai-responses.ts'
import { type AudioFile, openAiTranscribe } from './openai-transcribe.ts'

export type ProviderKind = 'openai' | 'openai-compatible' | 'anthropic' | 'google'

export interface ProviderSettings {
  kind: ProviderKind
  /** Null: the settings of the instance. */
  id: string | null
  name: string
  baseUrl: string | null
  apiKey: string | null
  api: 'responses' | 'chat' | null
  models: {
    chat: string
    embedding?: string | null | undefined
    transcription?: string | null | undefined
    vision?: boolean | null | undefined
  }
  /** Which declared purpose the calls go by: the instance's own address may be private, a workspace's may not. */
  purpose: string
}

/** What one provider can do for us; null where it cannot. */
export interface OpenProvider {
  id: string | null
  name: string
  kind: ProviderKind
  chat(model: string): ChatModel
  defaultModel: string
  embed: { model: string; embed(texts: readonly string[], signal: AbortSignal): Promise<number[][]> } | null
  transcribe: ((audio: AudioFile, signal: AbortSignal) => Promise<string>) | null
  vision: boolean
}

const chatTimeoutMs = 60_000
const ownAddress = { openai: 'https://api.openai.com/v1', 'openai-compatible': '' }

export function openProvider(http: HttpClient, settings: ProviderSettings): OpenProvider {
  const { models } = settings
  const about = { id: settings.id, name: settings.name, kind: settings.kind, defaultModel: models.chat, vision: models.vision ?? true }
  if (settings.kind === 'anthropic' || settings.kind === 'google')
    return { ...about, ...sdkProvider(settings, settings.kind, http.fetchFor(settings.purpose, { timeoutMs: chatTimeoutMs })) }
  const account: ProviderAccount = {
    provider: settings.name,
    baseUrl: (settings.baseUrl ?? ownAddress[settings.kind]).replace(/\/+$/, ''),
    apiKey: settings.apiKey,
    fetch: http.textFetchFor(settings.purpose, { timeoutMs: chatTimeoutMs }),
  }
  const isOpenAi = settings.kind === 'openai'
  const usesChat = (settings.api ?? (isOpenAi ? 'responses' : 'chat')) === 'chat'
  const { embedding, transcription } = models
  return {
    ...about,
    chat: (model) =>
      usesChat
        ? openAiChat({ ...account, model, lengthField: isOpenAi ? 'max_completion_tokens' : 'max_tokens' })
        : openAiResponses({ ...account, model }),
    embed: embedding ? { model: embedding, embed: (texts, signal) => openAiEmbed(account, embedding, texts, signal) } : null,
    transcribe: transcription ? (audio, signal) => openAiTranscribe(account, transcription, audio, signal) : null,
  }
}

/** Loaded with the first use: a fifth of a second and 31 MB that an installation with other models does without. */
function sdkProvider(
  settings: ProviderSettings,
  kind: 'anthropic' | 'google',
  fetchOutside: typeof fetch,
): Pick<OpenProvider, 'chat' | 'embed' | 'transcribe'> {
  const connection = { provider: settings.name, kind, apiKey: settings.apiKey ?? '', baseUrl: settings.baseUrl, fetch: fetchOutside }
  const { embedding } = settings.models
  return {
    chat: (name) => ({
      provider: settings.name,
      name,
      generate: async (request) => (await import('./sdk-chat.ts')).sdkGenerate(connection, name, request),
    }),
    embed:
      kind === 'google' && embedding
        ? {
            model: embedding,
            embed: async (texts, signal) => (await import('./sdk-chat.ts')).sdkEmbed(connection, embedding, texts, signal),
          }
        : null,
    transcribe: null,
  }
}
