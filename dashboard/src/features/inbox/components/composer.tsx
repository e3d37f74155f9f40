import { ActionIcon, Button, CloseButton, Loader, Tooltip } from '@mantine/core'
import { IconPaperclip, IconSend, IconTemplate } from '@tabler/icons-react'
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useChannel } from '../../channels/api/channels.ts'
import { TemplatePicker } from '../../templates/components/template-picker.tsx'
import { useComposerText } from '../api/composer-text.ts'
import { type PendingFile, refusalOf, usePendingFiles } from '../api/pending-files.ts'
import { lengthOf, replyWindowOf } from '../api/reply-window.ts'
import { newUnsent, useSendMessage } from '../api/send-message.ts'
import { useTyping } from '../api/use-typing.ts'
import { AutoTextarea } from './auto-textarea.tsx'
import { ComposerHint } from './composer-hint.tsx'
import { EmojiMenu } from './emoji-menu.tsx'
import classes from './thread.module.css'

export function Composer({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const now = useNow()
  const channel = useChannel(conversation.channelId)
  const { text, isNote, setText, setNote, clear } = useComposerText(conversation.id)
  const pending = usePendingFiles()
  const send = useSendMessage(conversation.id)
  const tellTyping = useTyping(conversation.id, Boolean(channel?.capabilities.typing) && !isNote)
  const accept = useFileGate(conversation.channelId, isNote, pending.add)
  const [isOver, setOver] = useState(false)
  const [isPicking, setPicking] = useState(false)
  const hasTemplates = channel?.capabilities.templates === true
  const input = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)

  const window = replyWindowOf(conversation, channel?.capabilities)
  const isClosed = !isNote && window !== null && window.closesAt <= now
  const max = channel?.capabilities.maxTextLength ?? 10_000
  const length = lengthOf(text, channel?.capabilities.textUnit)
  const isTooLong = !isNote && length > max
  const fileIds = pending.files.flatMap(({ fileId }) => (fileId ? [{ fileId }] : []))
  const hasContent = text.trim() !== '' || fileIds.length > 0
  const maySend = hasContent && !pending.isUploading && !isClosed && !isTooLong

  const choose = (note: boolean) => {
    setNote(note)
    input.current?.focus()
  }
  useHotkey({ code: 'KeyL', alt: true }, () => choose(false))
  useHotkey({ code: 'KeyP', alt: true }, () => choose(true))

  const submit = () => {
    if (!maySend) return
    const body = {
      ...(text.trim() ? { text: text.trim() } : {}),
      ...(fileIds.length > 0 ? { attachments: fileIds } : {}),
      ...(isNote ? { private: true } : {}),
    }
    send.mutate(
      newUnsent(
        body,
        pending.files.filter(({ fileId }) => fileId).map(({ name }) => name),
      ),
    )
    clear()
    pending.clear()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese, …) Enter belongs to the input method; 229 is how Safari says so.
    if (event.code !== 'Enter' && event.code !== 'NumpadEnter') return
    if (event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    accept(event.clipboardData.files)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    accept(event.dataTransfer.files)
  }
  const name = conversation.contact.name ?? t('contact.unnamed')
  const label = isNote ? t('composer.placeholderNote') : t('composer.placeholderReply', { name })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be dropped anywhere on it; the button does the same by keyboard
    <div
      className={classes.composer}
      data-note={isNote}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <div className={classes.tabs} role="tablist">
        <button
          type="button"
          role="tab"
          className={classes.tab}
          aria-selected={!isNote}
          onClick={() => choose(false)}
          data-testid="composer-reply-tab"
        >
          {t('composer.reply')}
        </button>
        <button
          type="button"
          role="tab"
          className={classes.tab}
          aria-selected={isNote}
          onClick={() => choose(true)}
          data-testid="composer-note-tab"
        >
          {t('composer.note')}
        </button>
        <ComposerHint
          conversation={conversation}
          isNote={isNote}
          channelStatus={channel?.status}
          window={window}
          length={length}
          max={max}
          now={now}
        />
      </div>
      {isClosed ? (
        <ClosedWindow onTemplate={hasTemplates ? () => setPicking(true) : null} />
      ) : (
        <>
          <AutoTextarea
            ref={input}
            className={classes.input ?? ''}
            value={text}
            onChange={(value) => {
              setText(value)
              if (value.trim()) tellTyping()
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            placeholder={label}
            aria-label={label}
            data-testid="composer-input"
          />
          <PendingFiles files={pending.files} onRemove={pending.remove} />
          <div className={classes.tools}>
            <Tooltip label={t('composer.attach')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                onClick={() => chooser.current?.click()}
                aria-label={t('composer.attach')}
              >
                <IconPaperclip size={19} />
              </ActionIcon>
            </Tooltip>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              data-testid="composer-file"
              onChange={({ currentTarget }) => {
                accept(currentTarget.files)
                currentTarget.value = ''
              }}
            />
            {hasTemplates && !isNote && (
              <Tooltip label={t('templates.choose')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  onClick={() => setPicking(true)}
                  aria-label={t('templates.choose')}
                  data-testid="composer-template"
                >
                  <IconTemplate size={19} />
                </ActionIcon>
              </Tooltip>
            )}
            <EmojiMenu onPick={(emoji) => setText(insertAt(input.current, text, emoji))} />
            <Button
              size="xs"
              ms="auto"
              color={isNote ? 'yellow.8' : undefined}
              disabled={!maySend}
              onClick={submit}
              leftSection={<IconSend size={15} className="mirrored" aria-hidden />}
              data-testid="composer-send"
            >
              {t(isNote ? 'composer.saveNote' : 'composer.send')}
            </Button>
          </div>
        </>
      )}
      {isPicking && (
        <TemplatePicker
          channelId={conversation.channelId}
          contactId={conversation.contactId}
          onSend={(body, fileNames) => send.mutate(newUnsent(body, fileNames))}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  )
}

function ClosedWindow({ onTemplate }: { onTemplate: (() => void) | null }) {
  const { t } = useTranslation()
  if (!onTemplate) return <p className={classes.closed}>{t('composer.windowClosed')}</p>
  return (
    <div className={classes.closed} data-testid="composer-closed">
      <p className={classes.closedText}>{t('composer.windowClosedTemplate')}</p>
      <Button size="xs" onClick={onTemplate} leftSection={<IconTemplate size={15} aria-hidden />} data-testid="composer-template">
        {t('templates.choose')}
      </Button>
    </div>
  )
}

/** Lets in what the channel takes and says why it does not take the rest; a note takes everything. */
function useFileGate(channelId: string, isNote: boolean, add: (file: File) => void) {
  const { t } = useTranslation()
  const format = useFormat()
  const tell = useNotifyDone()
  const media = useChannel(channelId)?.capabilities.media
  return (files: FileList | null) => {
    for (const file of files ?? []) {
      const refusal = media && !isNote ? refusalOf(file, media) : null
      if (!refusal) add(file)
      else if (refusal.reason === 'kind') tell(t('composer.kindRefused', { type: refusal.type }))
      else tell(t('composer.fileTooBig', { name: refusal.name, max: format.bytes(refusal.maxBytes) }))
    }
  }
}

function PendingFiles({ files, onRemove }: { files: readonly PendingFile[]; onRemove: (key: string) => void }) {
  const { t } = useTranslation()
  const explain = useErrorText()
  if (files.length === 0) return null
  return (
    <div className={classes.files}>
      {files.map(({ key, name, fileId, error }) => (
        <div key={key} className={classes.pendingFile} data-failed={Boolean(error)} title={error ? explain(error) : undefined}>
          {!fileId && !error && <Loader size={14} aria-label={t('composer.uploading')} />}
          <bdi className={classes.fileName}>{name}</bdi>
          {error ? <span>{t('composer.uploadFailed')}</span> : null}
          <CloseButton size="sm" onClick={() => onRemove(key)} aria-label={`${t('message.remove')}: ${name}`} />
        </div>
      ))}
    </div>
  )
}

function insertAt(input: HTMLTextAreaElement | null, text: string, added: string): string {
  const at = input?.selectionStart ?? text.length
  return text.slice(0, at) + added + text.slice(input?.selectionEnd ?? at)
}
