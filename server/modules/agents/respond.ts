import { ProviderError } from '../../platform/errors.ts'
import type { Deps } from '../../platform/module.ts'
import { isWithinHours } from '../../platform/opening-hours.ts'
import type { HandoverReason, Reply, TurnContext, TurnOutcome } from '../conversations/index.ts'
import { answerFromKnowledge } from './answer-from-knowledge.ts'
import { answerWithModel } from './answer-with-model.ts'
import { textOf } from './build-prompt.ts'
import { isTalkingToProgram } from './detect-loop.ts'
import { disclosureText, mustDisclose, shortDisclosure } from './disclosure.ts'
import type { ResponderServices } from './knowledge-search.ts'
import { asksForPerson } from './language/asks-for-person.ts'
import { isAngry } from './language/detect-anger.ts'
import { detectDanger } from './language/detect-danger.ts'
import { asksWhetherHuman, onlyAsksWhetherHuman } from './language/detect-identity-question.ts'
import { detectLanguage } from './language/detect-language.ts'
import { detectSmallTalk } from './language/detect-small-talk.ts'
import { type Spoken, spoken } from './language/phrase-matcher.ts'
import { type Sentences, sentencesFor } from './language/sentences.ts'
import type { RespondingAgent } from './responding-agent.ts'
import { type RunRecorder, startRun } from './run-recorder.ts'
import { usageOf } from './usage.ts'

interface Turn {
  deps: Deps
  services: ResponderServices
  context: TurnContext
  agent: RespondingAgent
  text: string
  message: Spoken
  language: string | null
  say: Sentences
  run: RunRecorder
}

/**
 * The agent's answer to what a customer wrote. First what no model may decide (danger, a wish for a person, the truth about being an AI, hours,
 * limits), then the model with the knowledge, or the knowledge alone. Reads nothing from the database itself.
 */
export async function respond(deps: Deps, services: ResponderServices, context: TurnContext, agent: RespondingAgent): Promise<TurnOutcome> {
  const text = context.unanswered.map(textOf).filter(Boolean).join('\n')
  const language = detectLanguage(text, context.conversation.language ?? context.contact.language)
  const turn: Turn = {
    deps,
    services,
    context,
    agent,
    text,
    language,
    message: spoken(text),
    say: sentencesFor(spokenLanguage(agent, language)),
    run: startRun(agent, true),
  }
  const outcome = decideWithoutModel(turn) ?? (await think(turn))
  if (outcome.kind === 'reply' || (outcome.kind === 'handover' && outcome.replies.length > 0))
    usageOf(deps.db).count(agent, context, turn.run.tokens())
  return outcome
}

/** The customer's language if the agent may speak it, else the agent's first. */
function spokenLanguage(agent: RespondingAgent, language: string | null): string | null {
  const { languages } = agent.settings
  const base = language?.split('-')[0] ?? ''
  return languages.length === 0 || languages.some((one) => one.split('-')[0]?.toLowerCase() === base)
    ? language
    : (languages[0] ?? language)
}

function decideWithoutModel(turn: Turn): TurnOutcome | null {
  const { context, agent, message, say } = turn
  const { handover, limits, workingHours } = agent.settings
  const danger = detectDanger(message)
  if (danger) return handOver(turn, 'safety', danger === 'self-harm' ? say.safety : say.handover)
  if (handover.onRequest && wantsPerson(turn)) return handOver(turn, 'asked-for-person')
  if (isTalkingToProgram(context)) return handOver(turn, 'over-limit', null)
  if (!isWithinHours(workingHours, context.now)) return handOver(turn, 'outside-hours', workingHours?.awayText ?? null)
  if (onlyAsksWhetherHuman(message)) return reply(turn, say.disclosure, { disclosed: true })
  if (handover.onAnger && isAngry(message, turn.text)) return handOver(turn, 'anger')
  if (handover.afterFailedTurns > 0 && context.conversation.failedTurns >= handover.afterFailedTurns) return handOver(turn, 'failed-turns')
  const usage = usageOf(turn.deps.db)
  const overTurns = usage.turnsToday(context) >= limits.maxTurnsPerDay
  const overTokens = limits.maxTokensPerDay !== null && usage.tokensToday(agent, context.now) >= limits.maxTokensPerDay
  if (overTurns || overTokens) return handOver(turn, 'over-limit', agent.settings.fallbackText ?? say.fallback)
  return turn.text === '' ? answerNothingReadable(turn) : null
}

/** "Am I talking to a human?" names a person without asking for one; "…? Then give me one" asks. */
function wantsPerson({ message, text }: Turn): boolean {
  if (!asksForPerson(message)) return false
  if (!asksWhetherHuman(message)) return true
  const sentences = text.split(/[.!?؟。！？\n]+/).map(spoken)
  return sentences.some((sentence) => asksForPerson(sentence) && !asksWhetherHuman(sentence))
}

/** Stickers ask nothing. What should have been heard or seen but could not is asked for in writing. */
function answerNothingReadable(turn: Turn): TurnOutcome {
  const asks = turn.context.unanswered.some((message) => message.attachments.some((attachment) => attachment.kind !== 'sticker'))
  if (!asks) return { kind: 'nothing', reason: 'nothing to answer' }
  return turn.context.conversation.failedTurns > 0 ? handOver(turn, 'does-not-know') : reply(turn, turn.say.unreadable, { failed: true })
}

async function think(turn: Turn): Promise<TurnOutcome> {
  const { agent, context, services, run, language } = turn
  const { model } = agent
  if (!model) {
    const smallTalk = detectSmallTalk(turn.message)
    if (smallTalk) return reply(turn, turn.say[smallTalk])
    const answer = await answerFromKnowledge(turn.deps, services.knowledge, agent, context, run)
    return answer === null ? doesNotKnow(turn) : reply(turn, answer)
  }
  try {
    const outcome = await answerWithModel({ deps: turn.deps, agent, model, context, knowledge: services.knowledge, language, run })
    switch (outcome.kind) {
      case 'answer':
        return reply(turn, outcome.text)
      case 'unknown':
        return doesNotKnow(turn)
      case 'handover':
        return handOver(turn, outcome.reason)
      case 'unusable':
        return modelFailed(turn, `answer-${outcome.problem}`)
    }
  } catch (error) {
    if (context.signal.aborted) return { kind: 'nothing', reason: 'aborted' }
    if (!(error instanceof ProviderError)) throw error
    turn.deps.log.warn(
      { workspaceId: agent.workspaceId, agentId: agent.id, code: error.code, providerCode: error.providerCode },
      'model failed',
    )
    return modelFailed(turn, error.code)
  }
}

function modelFailed(turn: Turn, code: string): TurnOutcome {
  turn.run.failed(code)
  return handOver(turn, 'model-failed', turn.agent.settings.fallbackText ?? turn.say.fallback)
}

function doesNotKnow(turn: Turn): TurnOutcome {
  const { handover } = turn.agent.settings
  if (handover.whenUnknown) return handOver(turn, 'does-not-know', handover.text ?? turn.say.unknown)
  const failedBefore = turn.context.conversation.failedTurns
  if (handover.afterFailedTurns > 0 && failedBefore + 1 >= handover.afterFailedTurns)
    return handOver(turn, 'failed-turns', handover.text ?? turn.say.unknown)
  return reply(turn, turn.say.dontKnow, { failed: true })
}

function reply(turn: Turn, text: string, options: { failed?: boolean; disclosed?: boolean } = {}): TurnOutcome {
  const { agent, context, say, language, run } = turn
  const due = mustDisclose(context, agent)
  // Asked in passing, among other things: the truth goes first as well, even where the agent does not introduce itself.
  const asked = asksWhetherHuman(turn.message)
  const needed = !options.disclosed && (due || asked)
  const whole = needed ? `${asked ? say.disclosure : disclosureText(agent, say)}\n\n${text}` : text
  return {
    kind: 'reply',
    replies: [{ text: whole }],
    run: run.finish(),
    language,
    disclosed: needed || options.disclosed === true,
    failed: options.failed ?? false,
  }
}

/** `text`: what is said; undefined: the agent's own or our sentence; null: nothing. */
function handOver(turn: Turn, reason: HandoverReason, text?: string | null): TurnOutcome {
  const { agent, context, say, language, run } = turn
  const said = text === undefined ? (agent.settings.handover.text ?? say.handover) : text
  const disclosed = said !== null && mustDisclose(context, agent)
  const replies: Reply[] = said === null ? [] : [{ text: disclosed ? `${shortDisclosure(agent, say)} ${said}` : said }]
  return { kind: 'handover', reason, replies, run: run.finish(), language, disclosed }
}
