import { IconFile, IconFileAlert, IconLoader } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Lightbox } from '../../../components/lightbox.tsx'
import type { Attachment } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import classes from './thread.module.css'

const speeds = [1, 1.5, 2] as const

export function MessageAttachment({ attachment }: { attachment: Attachment }) {
  const { t } = useTranslation()
  if (attachment.status === 'failed') {
    const why = attachment.failure === 'too-large' ? t('message.fileTooLarge') : t('message.fileFailed')
    return <Plain icon={<IconFileAlert size={20} aria-hidden />} text={attachment.name ? `${attachment.name}: ${why}` : why} />
  }
  if (!attachment.url) return <Plain icon={<IconLoader size={20} aria-hidden />} text={t('message.fetching')} />
  switch (attachment.kind) {
    case 'image':
    case 'sticker':
      return <Picture attachment={attachment} url={attachment.url} />
    case 'audio':
      return <Sound attachment={attachment} url={attachment.url} />
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: customers send videos without captions
        <video
          className={classes.video}
          src={attachment.url}
          controls
          preload="metadata"
          aria-label={attachment.name ?? t('message.video')}
        />
      )
    case 'document':
      return <Document attachment={attachment} url={attachment.url} />
  }
}

function Plain({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <div className={classes.file}>
      {icon}
      <span className={classes.muted}>{text}</span>
    </div>
  )
}

function Picture({ attachment, url }: { attachment: Attachment; url: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const alt = attachment.description ?? attachment.name ?? t(`message.${attachment.kind}`)
  return (
    <>
      <button
        type="button"
        className={`${classes.image} ${attachment.kind === 'sticker' ? classes.sticker : ''}`}
        onClick={() => setOpen(true)}
      >
        <img src={url} alt={alt} loading="lazy" decoding="async" />
      </button>
      {attachment.description && attachment.kind === 'image' && (
        <details className={classes.aside}>
          <summary>{t('message.description')}</summary>
          <div dir="auto">{attachment.description}</div>
        </details>
      )}
      {isOpen && <Lightbox url={url} alt={alt} name={attachment.name} onClose={() => setOpen(false)} />}
    </>
  )
}

function Sound({ attachment, url }: { attachment: Attachment; url: string }) {
  const { t } = useTranslation()
  const player = useRef<HTMLAudioElement>(null)
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1)
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
    setSpeed(next)
    if (player.current) player.current.playbackRate = next
  }
  return (
    <>
      <div className={classes.audio} dir="ltr">
        {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands below when there is one */}
        <audio ref={player} src={url} controls preload="metadata" aria-label={t('message.audio')} />
        <button
          type="button"
          className={classes.footButton}
          style={{ color: 'inherit' }}
          onClick={faster}
          aria-label={`${t('message.speed')}: ${speed}×`}
        >
          {speed}×
        </button>
      </div>
      {attachment.transcript && (
        <div className={classes.aside}>
          <strong>{t('message.transcript')}: </strong>
          <span dir="auto">{attachment.transcript}</span>
        </div>
      )}
    </>
  )
}

function Document({ attachment, url }: { attachment: Attachment; url: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <a className={classes.file} href={url} target="_blank" rel="noopener noreferrer" download={attachment.name ?? true}>
      <IconFile size={22} aria-hidden />
      <span style={{ minWidth: 0 }}>
        <bdi className={classes.fileName} style={{ display: 'block' }}>
          {attachment.name ?? t('message.document')}
        </bdi>
        {attachment.size !== null && <span className={classes.fileMeta}>{format.bytes(attachment.size)}</span>}
      </span>
    </a>
  )
}
