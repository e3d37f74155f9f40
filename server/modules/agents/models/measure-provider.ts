import { ProviderError } from '../../../platform/errors.ts'
import type { Metrics } from '../../../platform/metrics.ts'
import type { OpenProvider } from './open-provider.ts'

/** The same provider, whose calls are timed by its kind, what was asked of it and how it ended. */
export function measureProvider(metrics: Metrics, workspaceId: string, provider: OpenProvider): OpenProvider {
  const seconds = metrics.histogram('parley_model_call_seconds', 'Calls of model providers', ['provider', 'operation', 'outcome'])
  const time = metrics.tallies.timing('model')
  const answered = metrics.tallies.counter('models.answered')
  const failed = metrics.tallies.counter('models.failed')

  const measure = async <T>(operation: 'chat' | 'embed' | 'transcribe', signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    let outcome = 'answered'
    try {
      return await call()
    } catch (error) {
      outcome = error instanceof ProviderError ? error.code : signal.aborted ? 'aborted' : 'error'
      throw error
    } finally {
      const ms = performance.now() - began
      seconds.observe({ provider: provider.kind, operation, outcome }, ms / 1000)
      // An answer that nobody wanted any more says nothing of the model.
      if (outcome !== 'aborted') time(workspaceId, ms)
      if (outcome === 'answered') answered(workspaceId)
      else if (outcome !== 'aborted') failed(workspaceId)
    }
  }

  const { embed, transcribe } = provider
  return {
    ...provider,
    chat: (name) => {
      const model = provider.chat(name)
      return { ...model, generate: (request) => measure('chat', request.signal, () => model.generate(request)) }
    },
    embed: embed && { model: embed.model, embed: (texts, signal) => measure('embed', signal, () => embed.embed(texts, signal)) },
    transcribe: transcribe && ((audio, signal) => measure('transcribe', signal, () => transcribe(audio, signal))),
  }
}
