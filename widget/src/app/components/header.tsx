import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import type { Words } from '../languages/en.ts'
import { Icon, Spark } from './icons.tsx'

interface HeaderProps {
  state: ChatState
  words: Words
  chat: Chat
}

export function Header({ state, words, chat }: HeaderProps) {
  const { config } = state
  return (
    <header>
      <span class="mark" aria-hidden="true">
        {isAssistantHere(state) ? <Spark /> : <span>{initialOf(config?.title ?? '')}</span>}
      </span>
      <div class="who">
        <h1>
          <bdi>{config?.title}</bdi>
        </h1>
        <p>{config && whoAnswers(state, words)}</p>
      </div>
      {state.state.started && (
        <>
          <button
            type="button"
            class="icon"
            aria-label={words.conversations}
            title={words.conversations}
            data-testid="widget-history"
            onClick={() => chat.look(state.view === 'list' ? 'chat' : 'list')}
          >
            <Icon name="clock" />
          </button>
          <button
            type="button"
            class="icon"
            aria-label={words.keepChat}
            title={words.keepChat}
            data-testid="widget-keep-open"
            onClick={() => chat.look(state.view === 'keep' ? 'chat' : 'keep')}
          >
            <Icon name="download" />
          </button>
        </>
      )}
      <button type="button" class="icon" aria-label={words.close} onClick={chat.close}>
        <Icon name="close" />
      </button>
    </header>
  )
}

export function isAssistantHere({ config, state }: ChatState): boolean {
  return state.handler === 'agent' || (!state.started && config?.assistant != null && state.handler === 'none')
}

function whoAnswers(chat: ChatState, words: Words): string {
  const { config, state } = chat
  if (isAssistantHere(chat)) return `${state.handlerName ?? config?.assistant?.name ?? ''} · ${words.assistant}`.replace(/^ · /, '')
  if (state.handler === 'user') return state.handlerName ? `${state.handlerName} ${words.talkingTo}` : words.team
  if (config?.hours && !config.hours.open) return words.teamAway
  return state.started ? words.waiting : words.teamAnswers
}

function initialOf(text: string): string {
  return [...text][0]?.toUpperCase() ?? ''
}
