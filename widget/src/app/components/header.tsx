import { useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import type { Words } from '../languages/en.ts'
import { saveFile } from '../save-file.ts'
import { writeTranscript } from '../write-transcript.ts'
import { Icon, Spark } from './icons.tsx'

interface HeaderProps {
  state: ChatState
  words: Words
  language: string
  chat: Chat
}

export function Header({ state, words, language, chat }: HeaderProps) {
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
          <Save state={state} words={words} language={language} chat={chat} />
        </>
      )}
      <button type="button" class="icon" aria-label={words.close} onClick={chat.close}>
        <Icon name="close" />
      </button>
    </header>
  )
}

/** The conversation as a file of the visitor's own. */
function Save({ state, words, language, chat }: HeaderProps) {
  const [trouble, setTrouble] = useState(false)
  const save = async () => {
    setTrouble(false)
    try {
      const messages = await chat.wholeConversation()
      const text = writeTranscript(messages, words, language, state.config?.assistant != null)
      saveFile(new Blob([text], { type: 'text/plain;charset=utf-8' }), `${state.config?.title ?? 'chat'}.txt`)
    } catch {
      setTrouble(true)
    }
  }
  return (
    <>
      {trouble && (
        <span class="hidden" role="alert">
          {words.unavailable}
        </span>
      )}
      <button
        type="button"
        class="icon"
        aria-label={words.saveChat}
        title={words.saveChat}
        data-testid="widget-save"
        onClick={() => void save()}
      >
        <Icon name="download" />
      </button>
    </>
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
