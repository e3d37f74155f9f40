import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { embedMany } from 'ai'
import type { HttpClient } from '../../../platform/http-client.ts'
import type { ProviderAccount } from './call-provider.ts'
import type { ChatModel } from './chat-model.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiEmbed } from './openai-embed.ts'
import { openAiResponses } from './openai-responses.ts'
import { type AudioFile, openAiTranscribe } from './openai-transcribe.ts'
import { explain, sdkChat } from './sdk-chat.ts'

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
const ownAddress = { openai: 'https://api.openai.com/v1', 'openai-compatible': '', anthropic: undefined, google: undefined }

export function openProvider(http: HttpClient, settings: ProviderSettings): OpenProvider {
  const fetchOutside = http.fetchFor(settings.purpose, { timeoutMs: chatTimeoutMs })
  const { models } = settings
  const about = { id: settings.id, name: settings.name, kind: settings.kind, defaultModel: models.chat, vision: models.vision ?? true }
  if (settings.kind === 'anthropic' || settings.kind === 'google') {
    const connection = { apiKey: settings.apiKey ?? '', fetch: fetchOutside, ...(settings.baseUrl ? { baseURL: settings.baseUrl } : {}) }
    if (settings.kind === 'anthropic') {
      const anthropic = createAnthropic(connection)
      return { ...about, chat: (name) => sdkChat({ provider: settings.name, name, model: anthropic(name) }), embed: null, transcribe: null }
    }
    const google = createGoogle(connection)
    const embedding = models.embedding
    return {
      ...about,
      chat: (name) => sdkChat({ provider: settings.name, name, model: google(name) }),
      embed: embedding
        ? { model: embedding, embed: (texts, signal) => sdkEmbed(settings.name, google.embedding(embedding), texts, signal) }
        : null,
      transcribe: null,
    }
  }
  const account: ProviderAccount = {
    provider: settings.name,
    baseUrl: (settings.baseUrl ?? ownAddress[settings.kind]).replace(/\/+$/, ''),
    apiKey: settings.apiKey,
    fetch: fetchOutside,
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

type SdkEmbeddingModel = Parameters<typeof embedMany>[0]['model']

async function sdkEmbed(provider: string, model: SdkEmbeddingModel, texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
  try {
    return (await embedMany({ model, values: [...texts], maxRetries: 1, abortSignal: signal })).embeddings
  } catch (error) {
    throw explain(provider, error, signal)
  }
}
