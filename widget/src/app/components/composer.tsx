import { useEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { ChatState } from '../chat-state.ts'
import { fileSize } from '../file-size.ts'
import type { Words } from '../languages/en.ts'
import { isAssistantHere } from './header.tsx'
import { Icon, Spark } from './icons.tsx'
import { useUploads } from './use-uploads.ts'
import { Voice } from './voice.tsx'

interface ComposerProps {
  state: ChatState
  words: Words
  chat: Chat
}

const maxTextLength = 4000

export function Composer({ state, words, chat }: ComposerProps) {
  const [text, setText] = useState('')
  const input = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const uploads = useUploads(chat, state.config, words)
  const canSend = (text.trim() !== '' || uploads.ready.length > 0) && !uploads.busy

  useEffect(() => {
    const focus = () => input.current?.focus()
    focus()
    addEventListener('focus', focus)
    return () => removeEventListener('focus', focus)
  }, [])
  useEffect(() => {
    if (!input.current) return
    input.current.style.height = 'auto'
    input.current.style.height = `${Math.min(input.current.scrollHeight, 140)}px`
  }, [text])

  const { draft } = state
  useEffect(() => {
    if (draft) setText(draft.text.slice(0, maxTextLength))
  }, [draft])

  const send = () => {
    if (!canSend) return
    chat.send({ ...(text.trim() ? { text: text.trim() } : {}), files: uploads.ready })
    setText('')
    uploads.clear()
    input.current?.focus()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file here is a shortcut for the button beside the text
    <footer
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        uploads.add(event.dataTransfer?.files)
      }}
    >
      {!state.online && (
        <p class="offline" role="status">
          {words.offline}
        </p>
      )}
      <AssistantLine state={state} words={words} chat={chat} />
      {uploads.all.length > 0 && (
        <ul class="uploads">
          {uploads.all.map((upload) => (
            <li key={upload.key} class={upload.error ? 'failed' : ''}>
              {upload.preview && <img src={upload.preview} alt="" />}
              <bdi>{upload.name}</bdi> <small>{upload.error ?? (upload.file ? fileSize(upload.size) : words.sending)}</small>
              <button type="button" class="icon" aria-label={`${words.remove} ${upload.name}`} onClick={() => uploads.remove(upload.key)}>
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {uploads.notice && (
        <p class="note failed" role="alert">
          {uploads.notice}
        </p>
      )}
      <form
        class="write"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <button type="button" class="icon" aria-label={words.attach} onClick={() => picker.current?.click()}>
          <Icon name="clip" />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add(event.currentTarget.files)
            event.currentTarget.value = ''
          }}
        />
        <Voice words={words} onRecorded={(file) => uploads.add([file])} />
        <textarea
          ref={input}
          data-testid="widget-input"
          rows={1}
          dir={text ? 'auto' : undefined}
          maxLength={maxTextLength}
          placeholder={words.placeholder}
          aria-label={words.placeholder}
          enterkeyhint="send"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            if (event.currentTarget.value) chat.isTyping()
          }}
          onKeyDown={(event) => {
            // While an input method composes, Enter chooses a word.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
          onPaste={(event) => {
            if (event.clipboardData?.files.length) {
              event.preventDefault()
              uploads.add(event.clipboardData.files)
            }
          }}
        />
        <button type="submit" class="send" data-testid="widget-send" aria-label={words.send} disabled={!canSend}>
          <Icon name="send" />
        </button>
      </form>
    </footer>
  )
}

/** Always there while an AI answers: that it is one, and the way to a person. */
function AssistantLine({ state, words, chat }: ComposerProps) {
  const [asked, setAsked] = useState(false)
  if (!isAssistantHere(state)) return null
  const ask = async () => {
    setAsked(true)
    await chat.askForPerson(words.personWish)
    setAsked(false)
  }
  return (
    <div class="assistant">
      <p data-testid="widget-ai-label">
        <Spark />
        {words.assistantNotice}
      </p>
      <button type="button" class="person" data-testid="widget-person" disabled={asked} onClick={() => void ask()}>
        <Icon name="person" />
        {words.person}
      </button>
    </div>
  )
}
