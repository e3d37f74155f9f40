import { useEffect, useRef, useState } from 'preact/hooks'
import { RequestError } from '../api.ts'
import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import type { Words } from '../languages/en.ts'
import { saveConversation } from '../save-conversation.ts'

interface KeepProps {
  state: ChatState
  words: Words
  language: string
  chat: Chat
}

/** The conversation to take along, as a file or by mail, or to have deleted. */
export function Keep({ state, words, language, chat }: KeepProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [fault, setFault] = useState('')
  useEffect(() => heading.current?.focus(), [])
  const save = async () => {
    setFault('')
    await saveConversation(chat, state, words, language).catch(() => setFault(words.unavailable))
  }
  return (
    <section class="ask conversations" data-testid="widget-keep">
      <h2 ref={heading} tabIndex={-1}>
        {words.keepChat}
      </h2>
      <div class="acts">
        <button type="button" class="main" data-testid="widget-save-file" onClick={() => void save()}>
          {words.saveChat}
        </button>
      </div>
      <Fault text={fault} />
      {state.config?.mail && <MailForm mailsTo={state.mailsTo} words={words} chat={chat} />}
      <Erase words={words} chat={chat} />
      <div class="acts">
        <button type="button" class="other" onClick={() => chat.look('chat')}>
          {words.goBack}
        </button>
      </div>
    </section>
  )
}

function MailForm({ mailsTo, words, chat }: { mailsTo: string | null; words: Words; chat: Chat }) {
  const input = useRef<HTMLInputElement>(null)
  const [phase, setPhase] = useState<'asking' | 'sending' | 'sent'>('asking')
  const [fault, setFault] = useState('')
  const submit = async (event: Event) => {
    event.preventDefault()
    const field = input.current
    if (!mailsTo && (!field?.value.trim() || !field.validity.valid)) {
      setFault(words.noEmail)
      return field?.focus()
    }
    setFault('')
    setPhase('sending')
    try {
      await chat.mailTranscript(mailsTo ? null : (field?.value.trim() ?? null))
      setPhase('sent')
    } catch (error) {
      setPhase('asking')
      setFault(faultOf(error, words))
    }
  }
  if (phase === 'sent') {
    return (
      <p role="status" data-testid="widget-mailed">
        {words.mailed}
      </p>
    )
  }
  return (
    <form class="leave" noValidate onSubmit={(event) => void submit(event)}>
      <label for="transcript-email">{mailsTo ? words.mailTo.replace('{address}', mailsTo) : words.mailChat}</label>
      <div>
        {!mailsTo && (
          <input
            ref={input}
            id="transcript-email"
            data-testid="widget-transcript-email"
            type="email"
            autocomplete="email"
            maxLength={254}
            dir="ltr"
            placeholder={words.field.email}
            aria-invalid={fault ? true : undefined}
            aria-describedby={fault ? 'transcript-fault' : undefined}
          />
        )}
        <button type="submit" class="main" data-testid="widget-transcript-send" disabled={phase === 'sending'}>
          {words.send}
        </button>
      </div>
      <Fault text={fault} id="transcript-fault" />
    </form>
  )
}

/** Asked once more, because nobody brings it back. */
function Erase({ words, chat }: { words: Words; chat: Chat }) {
  const [phase, setPhase] = useState<'offered' | 'asked' | 'under-way' | 'done'>('offered')
  const [fault, setFault] = useState('')
  const erase = async () => {
    setFault('')
    setPhase('under-way')
    try {
      await chat.erase()
      setPhase('done')
    } catch (error) {
      setPhase('offered')
      setFault(error instanceof RequestError && error.status === 409 ? words.eraseAsk : words.unavailable)
    }
  }
  if (phase === 'done') {
    return (
      <>
        <p role="status" data-testid="widget-erased">
          {words.erased}
        </p>
        <div class="acts">
          <button type="button" class="main" onClick={chat.begone}>
            {words.close}
          </button>
        </div>
      </>
    )
  }
  return (
    <>
      {phase !== 'offered' && <p role="status">{words.eraseSure}</p>}
      <div class="acts">
        <button
          type="button"
          class="other"
          data-testid="widget-erase"
          disabled={phase === 'under-way'}
          onClick={() => (phase === 'offered' ? setPhase('asked') : void erase())}
        >
          {phase === 'offered' ? words.erase : words.eraseYes}
        </button>
      </div>
      <Fault text={fault} />
    </>
  )
}

function Fault({ text, id }: { text: string; id?: string }) {
  return text ? (
    <p class="failed" id={id} role="alert">
      {text}
    </p>
  ) : null
}

function faultOf(error: unknown, words: Words): string {
  const status = error instanceof RequestError ? error.status : 0
  return status === 429 ? words.mailedEnough : status === 422 ? words.noEmail : words.detailsLost
}
