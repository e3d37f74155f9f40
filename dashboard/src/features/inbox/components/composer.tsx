import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPaperclip, IconSend, IconTemplate } from '@tabler/icons-react'
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InsertKind } from '../../../../../contract/compose-kinds.ts'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import type { Conversation, Message, NewMessage } from '../../../lib/contract.ts'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useChannel } from '../../channels/api/channels.ts'
import { usePreview } from '../../compose/api/message-preview.ts'
import { ComposeModal } from '../../compose/components/compose-modal.tsx'
import { InsertMenu } from '../../compose/components/insert-menu.tsx'
import { TemplatePicker } from '../../templates/components/template-picker.tsx'
import { useComposerText } from '../api/composer-text.ts'
import { usePendingFiles } from '../api/pending-files.ts'
import { lengthOf, replyWindowOf } from '../api/reply-window.ts'
import { newUnsent, useSendMessage } from '../api/send-message.ts'
import { useTyping } from '../api/use-typing.ts'
import { AutoTextarea } from './auto-textarea.tsx'
import { ComposerHint } from './composer-hint.tsx'
import { EmojiMenu } from './emoji-menu.tsx'
import { PendingFiles } from './pending-files.tsx'
import { ReplyBar } from './reply-bar.tsx'
import classes from './thread.module.css'

interface ComposerProps {
  conversation: Conversation
  /** The message that is answered. */
  replyTo: Message | null
  onReplyEnd: () => void
}

export function Composer({ conversation, replyTo, onReplyEnd }: ComposerProps) {
  const { t } = useTranslation()
  const now = useNow()
  const channel = useChannel(conversation.channelId)
  const { text, isNote, setText, setNote, clear } = useComposerText(conversation.id)
  const pending = usePendingFiles()
  const send = useSendMessage(conversation.id)
  const tellTyping = useTyping(conversation.id, Boolean(channel?.capabilities.typing) && !isNote)
  const accept = (files: FileList | null) => {
    for (const file of files ?? []) pending.add(file, isNote ? null : (channel?.capabilities.media ?? null))
  }
  const [isOver, setOver] = useState(false)
  const [isPicking, setPicking] = useState(false)
  const [inserted, setInserted] = useState<InsertKind | null>(null)
  const hasTemplates = channel?.capabilities.templates === true
  const input = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)

  const window = replyWindowOf(conversation, channel?.capabilities)
  const isClosed = !isNote && window !== null && window.closesAt <= now
  const isTooLong = text.trim().length > messageLimits.text
  // Of a note, and of what no channel could send, our own limit counts.
  const counted = isNote || isTooLong ? undefined : channel?.capabilities
  const max = counted?.maxTextLength ?? messageLimits.text
  const length = lengthOf(text.trim(), counted?.textUnit)
  const fileIds = pending.files.flatMap(({ fileId, refused }) => (fileId && !refused ? [{ fileId }] : []))
  const hasContent = text.trim() !== '' || fileIds.length > 0
  const body: NewMessage = {
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(fileIds.length > 0 ? { attachments: fileIds } : {}),
    ...(isNote ? { private: true } : {}),
    ...(replyTo && !isNote ? { replyToId: replyTo.id } : {}),
  }
  // Only what may arrive otherwise than it was written is asked for.
  const isTooMany = fileIds.length > messageLimits.attachments
  const isForeseen = !isNote && !isTooLong && !isTooMany && !pending.isUploading && (length > max || fileIds.length > 0)
  const { preview } = usePreview(conversation.id, isForeseen ? body : null)
  const refusal = preview?.refusal ?? null
  const maySend = hasContent && !pending.isUploading && !pending.hasRefused && !isClosed && !isTooLong && !isTooMany && !refusal

  useEffect(() => {
    if (replyTo) input.current?.focus()
  }, [replyTo])
  const choose = (note: boolean) => {
    setNote(note)
    input.current?.focus()
  }
  useHotkey({ code: 'KeyL', alt: true }, () => choose(false))
  useHotkey({ code: 'KeyP', alt: true }, () => choose(true))

  const submit = () => {
    if (!maySend) return
    send.mutate(
      newUnsent(
        body,
        pending.files.filter(({ fileId }) => fileId).map(({ name }) => name),
      ),
    )
    clear()
    pending.clear()
    onReplyEnd()
  }
  /** What was put together in a form of its own took the text and the quote along. */
  const sendInserted = (message: NewMessage, fileNames: string[]) => {
    send.mutate(newUnsent(message, fileNames))
    clear()
    onReplyEnd()
  }
  const endInsert = () => {
    setInserted(null)
    requestAnimationFrame(() => input.current?.focus())
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
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files can be dropped anywhere on it; the button does the same by keyboard */}
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
            parts={preview?.parts.length ?? 0}
            now={now}
          />
        </div>
        {isClosed ? (
          <ClosedWindow onTemplate={hasTemplates ? () => setPicking(true) : null} />
        ) : (
          <>
            {replyTo && !isNote && <ReplyBar message={replyTo} onCancel={onReplyEnd} />}
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
            {(refusal || isTooMany) && (
              <p className={classes.refused} role="alert" data-testid="composer-refused">
                {refusal
                  ? `${t(`sendError.${refusal.code}`)} ${refusal.title}`
                  : t('composer.tooManyFiles', { max: messageLimits.attachments })}
              </p>
            )}
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
              {channel && !isNote && <InsertMenu channel={channel} onChoose={setInserted} />}
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
      </div>
      {inserted && channel && (
        <ComposeModal
          kind={inserted}
          channel={channel}
          conversationId={conversation.id}
          initialText={text}
          replyToId={replyTo?.id ?? null}
          onSend={sendInserted}
          onClose={endInsert}
        />
      )}
      {isPicking && (
        <TemplatePicker
          channelId={conversation.channelId}
          contactId={conversation.contactId}
          onSend={(body, fileNames) => send.mutate(newUnsent(body, fileNames))}
          onClose={() => setPicking(false)}
        />
      )}
    </>
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

function insertAt(input: HTMLTextAreaElement | null, text: string, added: string): string {
  const at = input?.selectionStart ?? text.length
  return text.slice(0, at) + added + text.slice(input?.selectionEnd ?? at)
}
