import type { ServerResponse } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { ParleyEvent } from '../../../contract/events.ts'
import type { WidgetState, WidgetStreamEvents } from '../../../contract/widget.ts'
import { eventText, openEventStream } from '../../platform/event-stream.ts'
import type { LiveSignal } from '../../platform/live.ts'
import type { Deps } from '../../platform/module.ts'
import { typingTopic } from '../channels/index.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation, loadMessages, messagesAfter, recentLines, type ShownMessage } from './conversation-queries.ts'
import { assistantName } from './find-widget.ts'
import { presentMessage, presentState } from './present-message.ts'
import { stillKnown } from './still-known.ts'
import { visitorTopic } from './visitor-topic.ts'

/** Events that come in one go (a message and its status) are read in one go. */
const gatherMs = 15

/** Tells one window of a visitor what happens in their conversation, until it goes away. */
export function streamToVisitor(
  deps: Deps,
  { visitor, widget }: AuthenticatedVisitor,
  response: ServerResponse,
  lastEventId: string | null,
): void {
  const { workspaceId, channelId } = widget
  const changed = new Set<string>()
  let conversationId: string | null = null
  let lastState: WidgetState | null = null
  let gathering: NodeJS.Timeout | null = null
  let busy = Promise.resolve()

  const write = <Name extends keyof WidgetStreamEvents>(name: Name, data: WidgetStreamEvents[Name], id?: string): void => {
    stream.write(Buffer.from(eventText(data, { name, ...(id && { id }) })))
  }

  const tell = async (load: (tx: Parameters<typeof findConversation>[0], id: string) => Promise<ShownMessage[]>): Promise<void> => {
    const assistant = await assistantName(deps, widget)
    const { state, messages } = await deps.db.withWorkspace(workspaceId, async (tx) => {
      const expected = conversationId
      // Asked together, as the conversation hardly ever becomes another one.
      const [conversation, loaded] = await Promise.all([findConversation(tx, visitor), expected ? load(tx, expected) : []])
      conversationId = conversation?.id ?? null
      const isOther = conversation !== undefined && conversation.id !== expected
      return {
        state: presentState(conversation, assistant, widget.settings),
        messages: isOther ? await load(tx, conversation.id) : conversation ? loaded : [],
      }
    })
    for (const message of messages) write('message', presentMessage(message), message.id)
    tellState(state)
  }

  const tellState = (state: WidgetState): void => {
    if (!isDeepStrictEqual(state, lastState)) write('state', state)
    lastState = state
  }

  const inTurn = (work: () => Promise<void>): void => {
    busy = busy.then(work).catch((error: unknown) => {
      deps.log.warn({ err: error, workspaceId, channelId }, 'visitor stream failed')
      stream.end()
    })
  }

  const gather = (messageId: string | null): void => {
    if (messageId) changed.add(messageId)
    gathering ??= setTimeout(() => {
      gathering = null
      const ids = [...changed]
      changed.clear()
      inTurn(() => tell((tx, id) => loadMessages(tx, workspaceId, id, ids)))
    }, gatherMs)
  }

  const hear = ({ type, payload }: ParleyEvent): void => {
    if (!('conversationId' in payload) || payload.conversationId !== conversationId) return
    if ('messageId' in payload) gather(payload.messageId)
    // The line that says who took over is no message to anybody else, and comes without an event of its own.
    else if (type === 'conversation.updated') inTurn(() => tell((tx, id) => recentLines(tx, workspaceId, id)))
  }

  /** The pipeline says that an answer is coming, by the channel's own means. Once it has passed the conversation on, none is. */
  const showAnswering = (): void =>
    inTurn(async () => {
      const isPassedOn = lastState?.started && (lastState.handler === 'none' || lastState.handler === 'user')
      if (!isPassedOn) write('typing', { author: 'agent', name: lastState?.handlerName ?? null })
    })

  const showWriting = (signal: LiveSignal): void => {
    if (signal.conversationId !== conversationId || signal.author === 'contact') return
    write('typing', { author: signal.author, name: signal.name })
  }

  const stream = openEventStream(response, ':\n\n', {
    onBeat: () =>
      inTurn(async () => {
        if (!(await stillKnown(deps, visitor))) stream.end()
      }),
    onClose: () => {
      if (gathering) clearTimeout(gathering)
      for (const end of ends) end()
    },
  })

  const ends = [
    deps.live.subscribe(workspaceId, hear),
    deps.live.onWake(typingTopic(channelId, visitor.external_id), showAnswering),
    deps.live.onSignal(workspaceId, showWriting),
    deps.live.onWake(visitorTopic(visitor.id), () => gather(null)),
  ]
  inTurn(() => tell((tx, id) => (lastEventId ? messagesAfter(tx, workspaceId, id, lastEventId) : Promise.resolve([]))))
}
