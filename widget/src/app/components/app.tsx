import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { WidgetMessage } from '../../../../contract/widget.ts'
import { inkOn } from '../../ink-on.ts'
import type { Chat } from '../chat.ts'
import type { ChatState, Store } from '../chat-state.ts'
import type { Words } from '../languages/en.ts'
import { Away } from './away.tsx'
import { Composer } from './composer.tsx'
import { Consent } from './consent.tsx'
import { Conversations } from './conversations.tsx'
import { Header } from './header.tsx'
import { Lazy } from './lazy.tsx'
import { PreChat } from './pre-chat.tsx'
import { Thread, type ThreadProps } from './thread.tsx'

/** Rare: fetched when somebody asks for it. */
const loadKeep = async () => (await import('./keep.tsx')).Keep

export interface AppProps {
  chat: Chat
  store: Store
  words: Words
  language: string
}

export function App({ chat, store, words, language }: AppProps) {
  const state = useStore(store)
  const panel = useRef<HTMLDivElement>(null)
  useLook(state)
  const title = state.config?.title ?? ''
  useEffect(() => {
    if (title) document.title = title
  }, [title])

  return (
    <div
      class="panel"
      ref={panel}
      role="dialog"
      aria-label={title}
      aria-modal={state.modal}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) chat.close()
        else if (event.key === 'Tab' && state.modal && panel.current) keepFocusInside(event, panel.current)
      }}
    >
      <Header state={state} words={words} chat={chat} />
      {state.phase === 'broken' || state.phase === 'over' ? (
        <p class="broken" role="alert">
          {state.phase === 'over' ? words.linkOver : words.broken}
        </p>
      ) : state.phase === 'consent' ? (
        <Consent state={state} words={words} chat={chat} />
      ) : state.view === 'list' ? (
        <Conversations words={words} language={language} chat={chat} />
      ) : state.view === 'keep' ? (
        <Lazy load={loadKeep} lost={words.broken} props={{ state, words, language, chat }} />
      ) : typeof state.view === 'object' ? (
        <Past state={state} messages={state.view} words={words} language={language} chat={chat} />
      ) : (
        <>
          <Thread state={sinceBegun(state)} words={words} language={language} chat={chat} />
          <Away state={state} words={words} language={language} chat={chat} />
          <Foot state={state} words={words} chat={chat} />
        </>
      )}
    </div>
  )
}

/** A conversation that is over, to be read. */
function Past({ messages, ...props }: ThreadProps & { messages: readonly WidgetMessage[] }) {
  const { words, chat, state } = props
  const past = {
    ...state,
    messages,
    waiting: [],
    olderCursor: null,
    typing: null,
    greeting: null,
    state: { ...state.state, asksRating: false },
  }
  return (
    <>
      <Thread {...props} state={past} isPast />
      <div class="ask acts">
        <button type="button" class="other" onClick={() => chat.look('list')}>
          {words.goBack}
        </button>
      </div>
    </>
  )
}

/** Whoever has begun anew sees what has been said since. */
function sinceBegun(state: ChatState): ChatState {
  const { since, messages } = state
  if (!since) return state
  return { ...state, olderCursor: null, messages: messages.filter(({ createdAt }) => createdAt > since) }
}

function Foot({ state, words, chat }: { state: ChatState; words: Words; chat: Chat }) {
  const form = state.config?.preChat
  // Whether its questions are still to be answered the session says.
  if (form && state.phase === 'loading') return null
  return form && state.asksDetails ? (
    <PreChat form={form} words={words} chat={chat} />
  ) : (
    <Composer state={state} words={words} chat={chat} />
  )
}

function useStore(store: Store): ChatState {
  const [state, setState] = useState(store.get())
  useEffect(() => {
    setState(store.get())
    return store.subscribe(() => setState(store.get()))
  }, [store])
  return state
}

/** The workspace's colour and what can be read on it; app.css derives the rest. */
function useLook({ config, theme }: ChatState): void {
  useLayoutEffect(() => {
    if (!config) return
    const { style, dataset } = document.documentElement
    style.setProperty('--accent', config.color)
    style.setProperty('--accent-ink', inkOn(config.color))
    dataset.theme = theme ?? config.theme
  }, [config, theme])
}

function keepFocusInside(event: KeyboardEvent, panel: HTMLElement): void {
  const stops = [...panel.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], input:not([hidden]), textarea, [tabindex="0"]')]
  const [first, last] = [stops[0], stops.at(-1)]
  const leaving = event.shiftKey ? first : last
  if (document.activeElement !== leaving) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}
