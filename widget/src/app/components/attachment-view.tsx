import { useRef, useState } from 'preact/hooks'
import type { WidgetAttachment } from '../../../../contract/widget.ts'
import type { Chat } from '../chat.ts'
import { fileSize } from '../file-size.ts'
import type { Words } from '../languages/en.ts'
import { saveFile } from '../save-file.ts'
import { Icon } from './icons.tsx'
import { useFile } from './use-file.ts'

interface AttachmentProps {
  attachment: WidgetAttachment
  words: Words
  chat: Chat
}

// Everything else is a download: what is drawn here must not be able to carry a script.
export const drawable = ['image/jpeg', 'image/png', 'image/webp', 'image/gif']

export function AttachmentView(props: AttachmentProps) {
  const { attachment, words } = props
  if (!attachment.fileId) return <p class="bubble gone">{words.unavailable}</p>
  if (drawable.includes(attachment.mimeType)) return <Picture {...props} />
  if (attachment.kind === 'audio' || attachment.kind === 'video') return <Recording {...props} />
  return <Download {...props} />
}

function Picture({ attachment, words, chat }: AttachmentProps) {
  const { address, failed } = useFile(chat, attachment.fileId, true)
  const dialog = useRef<HTMLDialogElement>(null)
  if (failed) return <p class="bubble gone">{words.unavailable}</p>
  if (!address) return <div class="picture empty" />
  const alt = attachment.name ?? ''
  return (
    <>
      <button type="button" class="picture" aria-label={`${words.open} ${alt}`} onClick={() => dialog.current?.showModal()}>
        <img src={address} alt={alt} />
      </button>
      <dialog
        ref={dialog}
        aria-label={alt}
        onClick={() => dialog.current?.close()}
        onKeyDown={(event) => {
          // Escape closes the picture, not the chat.
          if (event.key === 'Escape') event.stopPropagation()
        }}
      >
        <img src={address} alt={alt} />
      </dialog>
    </>
  )
}

function Recording({ attachment, words, chat }: AttachmentProps) {
  const [wanted, setWanted] = useState(false)
  const { address, failed } = useFile(chat, attachment.fileId, wanted)
  if (failed) return <p class="bubble gone">{words.unavailable}</p>
  if (!address) return <FileButton icon="play" attachment={attachment} label={words.play} onClick={() => setWanted(true)} />
  const source = { src: address, controls: true, autoplay: true, class: 'media' }
  return attachment.kind === 'audio' ? <audio {...source} /> : <video {...source} />
}

function Download({ attachment, words, chat }: AttachmentProps) {
  const [failed, setFailed] = useState(false)
  if (failed) return <p class="bubble gone">{words.unavailable}</p>
  const save = async () => {
    try {
      saveFile(await chat.file(attachment.fileId ?? ''), attachment.name ?? 'file')
    } catch {
      setFailed(true)
    }
  }
  return <FileButton icon="file" attachment={attachment} label={words.download} onClick={() => void save()} />
}

interface FileButtonProps {
  icon: 'file' | 'play'
  attachment: WidgetAttachment
  label: string
  onClick: () => void
}

function FileButton({ icon, attachment, label, onClick }: FileButtonProps) {
  return (
    <button type="button" class="bubble file" onClick={onClick} aria-label={`${label} ${attachment.name ?? ''}`}>
      <Icon name={icon} />
      <span>
        <bdi>{attachment.name ?? attachment.mimeType}</bdi>
        {attachment.size !== null && <small>{fileSize(attachment.size)}</small>}
      </span>
    </button>
  )
}
