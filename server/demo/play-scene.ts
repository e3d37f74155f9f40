import { setTimeout as sleep } from 'node:timers/promises'
import type { Conversation } from '../../contract/conversations.ts'
import type { Message } from '../../contract/messages.ts'
import type { Deps } from '../platform/module.ts'
import { type Customer, isCustomerStep } from './customers/customer.ts'
import type { Colleague } from './demo-state.ts'
import type { Scene, Step } from './scene.ts'
import { setBack } from './set-back.ts'
import type { TeamMember } from './team-member.ts'

export interface Stage {
  deps: Deps
  workspaceId: string
  team: Record<Colleague, TeamMember & { userId: string }>
  channelId: string
  /** How long an answer may take: a real model thinks. */
  patienceMs: number
  signal: AbortSignal
}

const lookEveryMs = 150

/** Plays one conversation from its first word to its last, then moves it to where it belongs in time. */
export async function playScene(stage: Stage, scene: Scene, customer: Customer): Promise<void> {
  const conversation = conversationFinder(stage, scene)
  for (const step of scene.steps) {
    stage.signal.throwIfAborted()
    if (isCustomerStep(step)) await customer.act(step)
    else await actAsTeam(stage, await conversation(), step, customer)
  }
  await moveBack(stage, await conversation(), customer, scene.minutesAgo)
}

async function actAsTeam(stage: Stage, id: string, step: Exclude<Step, Parameters<Customer['act']>[0]>, customer: Customer): Promise<void> {
  const path = `conversations/${id}`
  switch (step.kind) {
    case 'answered':
      return until(stage, 'the answer', async () => hasAnswer(await newestMessages(stage, id)))
    case 'proposed':
      return until(stage, 'the proposal', async () => (await stage.team.owner.ask<Conversation>('GET', path)).draft !== null)
    case 'later':
      return moveBack(stage, id, customer, step.minutes)
    case 'replies': {
      const interactive = step.buttons && { kind: 'buttons', buttons: step.buttons }
      await stage.team[step.by].ask('POST', `${path}/messages`, { text: step.text, ...(interactive && { interactive }) })
      return settled(stage, id)
    }
    case 'notes':
      await stage.team[step.by].ask('POST', `${path}/messages`, { text: step.text, private: true })
      return
    case 'assigns':
      await stage.team[step.by].ask('POST', `${path}/assign`, { assigneeId: stage.team[step.to].userId })
      return
    case 'snoozes': {
      const until = new Date(Date.now() + step.hours * 3600_000).toISOString()
      await stage.team[step.by].ask('POST', `${path}/snooze`, { until })
      return
    }
    default: {
      const verb = { takes: 'take', releases: 'release', resolves: 'resolve', reads: 'read' }[step.kind]
      await stage.team[step.by].ask('POST', `${path}/${verb}`)
    }
  }
}

/** Statuses that are still on their way would arrive later than what they tell of. */
async function moveBack(stage: Stage, id: string, customer: Customer, minutes: number): Promise<void> {
  await settled(stage, id)
  await setBack(stage.deps, stage.workspaceId, id, minutes)
  customer.setBack(minutes)
}

function hasAnswer(newestFirst: readonly Message[]): boolean {
  const asked = newestFirst.findIndex((message) => message.direction === 'inbound' && message.type !== 'reaction')
  const since = asked === -1 ? newestFirst : newestFirst.slice(0, asked)
  return since.some((message) => message.author.type === 'agent' || message.event?.name === 'handed-over')
}

async function settled(stage: Stage, id: string): Promise<void> {
  await until(stage, 'what is under way', async () => {
    const messages = await newestMessages(stage, id)
    const fetching = messages.some((message) => message.attachments.some((attachment) => attachment.status === 'pending'))
    return !fetching && messages.every((message) => !['queued', 'sending'].includes(message.status))
  })
  // Sent is followed by delivered, where the provider tells it at all.
  await sleep(lookEveryMs, undefined, { signal: stage.signal })
}

async function newestMessages({ team }: Stage, id: string): Promise<Message[]> {
  return (await team.owner.ask<{ data: Message[] }>('GET', `conversations/${id}/messages?order=desc&limit=20`)).data
}

function conversationFinder(stage: Stage, { customer }: Scene): () => Promise<string> {
  let found: string | undefined
  return async () => {
    await until(stage, `the conversation with ${customer.name}`, async () => {
      if (found !== undefined) return true
      const path = `conversations?status=all&channelId=${stage.channelId}&limit=100`
      const { data } = await stage.team.owner.ask<{ data: Conversation[] }>('GET', path)
      found = data.find(({ contact }) => contact.name === customer.name)?.id
      return found !== undefined
    })
    return found ?? ''
  }
}

async function until(stage: Stage, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + stage.patienceMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`)
    await sleep(lookEveryMs, undefined, { signal: stage.signal })
  }
}
