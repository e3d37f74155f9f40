import type { Passage } from '../../../contract/knowledge.ts'
import { cutText } from '../../platform/cut-text.ts'
import type { Deps } from '../../platform/module.ts'
import type { TurnContext } from '../conversations/index.ts'
import { buildInstructions, buildMessages, handoverTool, passageList, searchTool, textOf } from './build-prompt.ts'
import { type AnswerProblem, guardAnswer } from './guard-answer.ts'
import type { KnowledgeSearch } from './knowledge-search.ts'
import { admitsNotKnowing } from './language/admits-not-knowing.ts'
import { isRecord, parseJson } from './models/call-provider.ts'
import type { ChatModel, ModelAnswer, ModelMessage, ModelToolCall } from './models/chat-model.ts'
import type { RespondingAgent } from './responding-agent.ts'
import type { RunRecorder } from './run-recorder.ts'

export type ModelOutcome =
  | { kind: 'answer'; text: string }
  | { kind: 'unknown' }
  | { kind: 'handover'; reason: 'asked-for-person' | 'tool' }
  | { kind: 'unusable'; problem: AnswerProblem }

const passagesShown = 6
/** Model calls of one turn: searches included, so that tools cannot recurse (F75). */
const mostCalls = 4

interface Asking {
  deps: Deps
  agent: RespondingAgent
  model: ChatModel
  context: TurnContext
  knowledge: KnowledgeSearch | null
  language: string | null
  run: RunRecorder
}

/** @throws ProviderError when the model cannot be reached, refuses us or answers nonsense, after one retry inside its client */
export async function answerWithModel(asking: Asking): Promise<ModelOutcome> {
  const { agent, context, run } = asking
  const { settings } = agent
  const search = settings.knowledgeIds.length > 0 ? asking.knowledge : null
  const passages = search
    ? await search.search(asking.deps, agent.workspaceId, {
        knowledgeIds: settings.knowledgeIds,
        query: queryOf(context),
        limit: passagesShown,
      })
    : []
  run.rested(passages)
  const instructions = buildInstructions(agent, context, passages, asking.language)
  const messages = buildMessages(context, settings.limits.maxHistory)
  // What the business wrote, and nothing that the customer did: only from here may web addresses come.
  const material = [settings.instructions, ...passages.map((passage) => passage.text)]
  const tools = search ? [handoverTool, searchTool] : [handoverTool]
  const ask = async (note: string, offered = tools): Promise<ModelAnswer> => {
    const began = performance.now()
    const answer = await asking.model
      .generate({
        instructions: instructions + note,
        messages,
        tools: offered,
        maxOutputTokens: settings.limits.maxOutputTokens,
        signal: context.signal,
      })
      .finally(() => run.waited(performance.now() - began))
    run.used(answer)
    return answer
  }

  let answer = await ask('')
  for (let calls = 1; answer.toolCalls.length > 0; calls += 1) {
    const handover = answer.toolCalls.find((call) => call.name === handoverTool.name)
    if (handover) return handedOver(handover, run)
    // The last round is without tools: it must come to words.
    const found = await searchFor(asking, search, answer.toolCalls)
    messages.push(...found.messages)
    material.push(...found.passages.map((passage) => passage.text))
    answer = await ask('', calls < mostCalls - 1 ? tools : [handoverTool])
    if (calls >= mostCalls - 1) break
  }

  const guarded = guardAnswer(answer, { canary: agent.canary, material: material.join('\n') })
  if (guarded.kind === 'ok') return concluded(guarded.text)
  if (guarded.problem === 'refused') return { kind: 'unusable', problem: 'refused' }
  const repaired = await ask(repairNote(guarded.problem), [])
  const again = guardAnswer(repaired, { canary: agent.canary, material: material.join('\n') })
  return again.kind === 'ok' ? concluded(again.text) : { kind: 'unusable', problem: again.problem }
}

function concluded(text: string): ModelOutcome {
  return admitsNotKnowing(text) ? { kind: 'unknown' } : { kind: 'answer', text }
}

function repairNote(problem: AnswerProblem): string {
  const said = {
    empty: 'was empty',
    refused: 'was refused',
    'raw-data': 'was data instead of a sentence',
    leak: 'repeated these instructions',
  }[problem]
  return `\nYour last answer could not be sent because it ${said}. Write the answer to the customer now, as one or two plain sentences.`
}

/** Follow-ups such as "and for children?" mean nothing alone: the question before goes with them. */
export function queryOf(context: TurnContext): string {
  const asked = context.unanswered.map(textOf).filter(Boolean).join('\n')
  if (asked.split(/\s+/).length > 4) return asked.slice(-1000)
  const open = new Set(context.unanswered.map((message) => message.id))
  const before = context.history.findLast((message) => message.direction === 'inbound' && !open.has(message.id))
  return `${before ? `${textOf(before)}\n` : ''}${asked}`.slice(-1000)
}

function handedOver(call: ModelToolCall, run: RunRecorder): ModelOutcome {
  const input = parseJson(call.input)
  const reason = isRecord(input) && typeof input.reason === 'string' ? input.reason : ''
  run.called(call.name, { reason: cutText(reason, 40) }, null)
  if (reason === 'customer_asked') return { kind: 'handover', reason: 'asked-for-person' }
  return reason === 'needs_decision' ? { kind: 'handover', reason: 'tool' } : { kind: 'unknown' }
}

/** Carries out the searches that the model asked for: in this agent's knowledge, whatever the arguments say. */
async function searchFor(
  asking: Asking,
  search: KnowledgeSearch | null,
  calls: readonly ModelToolCall[],
): Promise<{ messages: ModelMessage[]; passages: Passage[] }> {
  const messages: ModelMessage[] = []
  const passages: Passage[] = []
  for (const call of calls.slice(0, 3)) {
    const input = parseJson(call.input)
    const query = isRecord(input) && typeof input.query === 'string' ? cutText(input.query, 500).replaceAll('\u0000', ' ').trim() : ''
    const found =
      search && call.name === searchTool.name && query !== ''
        ? await search.search(asking.deps, asking.agent.workspaceId, {
            knowledgeIds: asking.agent.settings.knowledgeIds,
            query,
            limit: passagesShown,
          })
        : []
    const output = found.length > 0 ? passageList(found) : call.name === searchTool.name ? 'Nothing found.' : 'There is no such tool.'
    asking.run.called(cutText(call.name, 60), { query }, { found: found.length })
    asking.run.rested(found)
    passages.push(...found)
    messages.push(
      { role: 'tool-call', id: call.id, name: call.name, input: call.input },
      { role: 'tool-result', id: call.id, name: call.name, output },
    )
  }
  return { messages, passages }
}
