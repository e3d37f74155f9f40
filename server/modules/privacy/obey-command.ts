import { AppError, ProviderError } from '../../platform/errors.ts'
import type { Deps, PersonalData } from '../../platform/module.ts'
import { type ContactCommand, forgetMeChoices, openPipeline, sayInConversation, sayUnrecorded } from '../pipeline/index.ts'
import { eraseContact } from './erase-contact.ts'
import { privacySentences } from './sentences.ts'

/**
 * What a person asks of the business by a command of their channel: how their data is handled, or that everything about them goes. That is asked back
 * once, done by the same erasure that the team's button does, and confirmed in a message that is kept nowhere.
 */
export async function obeyCommand(deps: Deps, command: ContactCommand, inventory: readonly PersonalData[]): Promise<void> {
  const say = privacySentences(command.language)
  const business = await nameOfBusiness(deps, command.workspaceId)
  switch (command.name) {
    case 'privacy': {
      const answersByItself = await hasAgent(deps, command)
      return answer(deps, command, [say.privacy(business), ...(answersByItself ? [say.aiAnswers] : []), say.howToErase].join('\n\n'))
    }
    case 'forget-me':
      return answer(deps, command, say.askToErase(business), [
        { id: forgetMeChoices.yes, title: say.yes },
        { id: forgetMeChoices.no, title: say.no },
      ])
    case 'forget-me-no':
      return answer(deps, command, say.kept)
    case 'forget-me-yes':
      await unlessGone(eraseContact(deps, { workspaceId: command.workspaceId, by: 'subject' }, command.contactId, inventory))
      return confirm(deps, command, say.erased(business))
  }
}

async function answer(deps: Deps, command: ContactCommand, text: string, buttons?: { id: string; title: string }[]): Promise<void> {
  const saying = { id: command.answerId, text, ...(buttons && { interactive: { kind: 'buttons' as const, buttons } }) }
  await unlessGone(sayInConversation(deps, command.workspaceId, command.conversationId, saying))
}

/** Whom nothing can be said to any more, because they have left, needs no confirmation. */
async function confirm(deps: Deps, command: ContactCommand, text: string): Promise<void> {
  try {
    await sayUnrecorded(deps, command, { id: command.answerId, text })
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) throw error
    deps.log.info({ code: error.code, channelId: command.channelId }, 'an erasure could not be confirmed to the person')
  }
}

/** Tried again after a crash, or overtaken by an erasure: what it is about is no longer there. */
async function unlessGone(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'contact-not-found' && error.code !== 'conversation-not-found')) throw error
  }
}

async function hasAgent(deps: Deps, { workspaceId, channelId }: ContactCommand): Promise<boolean> {
  const open = await openPipeline(deps).connections.get(workspaceId, channelId)
  return open?.channel.agentId != null
}

async function nameOfBusiness(deps: Deps, workspaceId: string): Promise<string> {
  const row = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.selectFrom('workspaces').select('name').where('id', '=', workspaceId).executeTakeFirstOrThrow(),
  )
  return row.name
}
