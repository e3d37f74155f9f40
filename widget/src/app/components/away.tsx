import { useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import { dayOf } from '../day-of.ts'
import type { Words } from '../languages/en.ts'
import { isAssistantHere } from './header.tsx'

interface AwayProps {
  state: ChatState
  words: Words
  language: string
  chat: Chat
}

/** Outside the hours: that the team is away and when it is back; who has written may leave an address. */
export function Away({ state, words, language, chat }: AwayProps) {
  const hours = state.config?.hours
  if (!hours || hours.open || state.state.handler === 'user') return null
  const assistant = isAssistantHere(state)
  const said = hours.away[language as keyof typeof hours.away] || (assistant ? words.awayAssistant : words.away)
  return (
    <div class="away" data-testid="widget-away">
      <p role="status">
        <span dir="auto">{said}</span> {hours.changesAt && words.back.replace('{time}', momentOf(hours.changesAt, language))}
      </p>
      {hours.asksEmail && !assistant && state.state.started && !state.hasEmail && (
        <LeaveEmail label={state.config?.mail ? words.leaveEmailMail : words.leaveEmail} words={words} chat={chat} />
      )}
    </div>
  )
}

function LeaveEmail({ label, words, chat }: { label: string; words: Words; chat: Chat }) {
  const input = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState('')
  const submit = async (event: Event) => {
    event.preventDefault()
    const field = input.current
    if (!field?.value.trim() || !field.validity.valid) {
      setFault(words.noEmail)
      return field?.focus()
    }
    try {
      await chat.giveDetails({ email: field.value.trim() })
    } catch {
      setFault(words.detailsLost)
    }
  }
  return (
    <form class="leave" noValidate onSubmit={(event) => void submit(event)}>
      <label for="leave-email">{label}</label>
      <div>
        <input
          ref={input}
          id="leave-email"
          data-testid="widget-leave-email"
          type="email"
          autocomplete="email"
          maxLength={320}
          dir="ltr"
          placeholder={words.field.email}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? 'leave-email-fault' : undefined}
        />
        <button type="submit" class="main">
          {words.save}
        </button>
      </div>
      {fault && (
        <p class="failed" id="leave-email-fault" role="alert">
          {fault}
        </p>
      )}
    </form>
  )
}

/** A time of today without its day. */
function momentOf(at: string, language: string): string {
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(new Date(at))
  const day = dayOf(at, language)
  return day === dayOf(new Date().toISOString(), language) ? time : `${day}, ${time}`
}
