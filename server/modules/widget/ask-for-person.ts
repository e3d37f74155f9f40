import type { WidgetState } from '../../../contract/widget.ts'
import type { Deps } from '../../platform/module.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation } from './conversation-queries.ts'
import { assistantName } from './find-widget.ts'
import type { RecordEvent } from './open-session.ts'
import { presentState } from './present-message.ts'
import { sendMessage } from './send-message.ts'

/**
 * "Talk to a person": the wish is a message like any other, so that the team reads it, and the agent on duty hands over as it does for
 * everybody who asks for a person in words.
 */
export async function askForPerson(
  deps: Deps,
  who: AuthenticatedVisitor,
  wish: { clientId: string; text: string },
  record: RecordEvent,
): Promise<WidgetState> {
  await sendMessage(deps, who, wish, record)
  return loadState(deps, who)
}

export async function loadState(deps: Deps, { visitor, widget }: AuthenticatedVisitor): Promise<WidgetState> {
  const assistant = await assistantName(deps, widget)
  const conversation = await deps.db.withWorkspace(widget.workspaceId, (tx) => findConversation(tx, visitor))
  return presentState(conversation, assistant, widget.settings)
}
