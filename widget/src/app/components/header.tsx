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
  /** There, and back. */
  const turnTo = (view: 'list' | 'keep') => chat.look(state.view === view ? 'chat' : view)
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
          <Act icon="clock" label={words.conversations} testId="widget-history" onClick={() => turnTo('list')} />
          <Act icon="download" label={words.keepChat} testId="widget-keep-open" onClick={() => turnTo('keep')} />
        </>
      )}
      <Act icon="close" label={words.close} onClick={chat.close} />
    </header>
  )
}

interface ActProps {
  icon: 'clock' | 'download' | 'close'
  label: string
  testId?: string
  onClick: () => void
}

function Act({ icon, label, testId, onClick }: ActProps) {
  return (
    <button type="button" class="icon" aria-label={label} title={label} data-testid={testId} onClick={onClick}>
      <Icon name={icon} />
    </button>
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
