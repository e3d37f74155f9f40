import type { Passage } from '../../../contract/knowledge.ts'
import { cutText } from '../../platform/cut-text.ts'
import { newId } from '../../platform/ids.ts'
import type { ResponderRun } from '../conversations/index.ts'
import type { ModelAnswer } from './models/chat-model.ts'
import type { RespondingAgent } from './responding-agent.ts'

/** Collects what a run did, for "why this answer". */
export interface RunRecorder {
  used(answer: Pick<ModelAnswer, 'inputTokens' | 'outputTokens'>): void
  /** Milliseconds in which a model was waited for. */
  waited(ms: number): void
  called(name: string, input: unknown, output: unknown): void
  rested(on: readonly Passage[]): void
  failed(code: string): void
  tokens(): { inputTokens: number; outputTokens: number }
  finish(): ResponderRun
}

const keptPassages = 8
const keptCharacters = 1500

export function startRun(agent: RespondingAgent, usesModel: boolean): RunRecorder {
  const startedAt = performance.now()
  const run = { inputTokens: 0, outputTokens: 0, modelMs: 0, error: null as string | null }
  const sources = new Map<string, ResponderRun['sources'][number]>()
  const toolCalls: { name: string; input: unknown; output: unknown }[] = []
  return {
    used: ({ inputTokens, outputTokens }) => {
      run.inputTokens += inputTokens
      run.outputTokens += outputTokens
    },
    waited: (ms) => {
      run.modelMs += ms
    },
    called: (name, input, output) => {
      toolCalls.push({ name, input, output })
    },
    rested: (passages) => {
      for (const { sourceId, title, text, score } of passages) {
        const key = `${sourceId} ${text.slice(0, 80)}`
        if (sources.size < keptPassages && !sources.has(key))
          sources.set(key, { sourceId, title, text: cutText(text, keptCharacters), score })
      }
    },
    failed: (code) => {
      run.error = code
    },
    tokens: () => ({ inputTokens: run.inputTokens, outputTokens: run.outputTokens }),
    finish: () => ({
      id: newId(),
      agentId: agent.id,
      model: usesModel && run.inputTokens + run.outputTokens > 0 ? (agent.model?.name ?? null) : null,
      sources: [...sources.values()],
      toolCalls,
      inputTokens: run.inputTokens,
      outputTokens: run.outputTokens,
      durationMs: Math.round(performance.now() - startedAt),
      modelMs: Math.round(run.modelMs),
      error: run.error,
    }),
  }
}
