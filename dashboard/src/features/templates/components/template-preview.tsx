import { IconCopy, IconExternalLink, IconFile, IconMapPin, IconPhone, IconPhoto, IconVideo } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { TemplateButton, TemplateContent } from '../../../lib/contract.ts'
import { formatRuns, type Run } from '../api/format-runs.ts'
import classes from './templates.module.css'

interface TemplatePreviewProps {
  content: Pick<TemplateContent, 'header' | 'body' | 'footer' | 'buttons'>
  /** By the variable's name; one without a value is shown as it is written. */
  values: Readonly<Record<string, string>>
  headerValues?: Readonly<Record<string, string>>
  /** Of the file in the header. */
  fileName?: string | undefined
}

/** As the customer will see it. */
export function TemplatePreview({ content, values, headerValues = {}, fileName }: TemplatePreviewProps) {
  const { t } = useTranslation()
  const { header, body, footer, buttons } = content
  return (
    <section className={classes.phone} aria-label={t('templates.preview')} data-testid="template-preview">
      <div className={classes.bubble}>
        <div className={classes.parts}>
          {header?.format === 'text' && header.text && (
            <div className={classes.header} dir="auto">
              <Filled text={header.text} values={headerValues} />
            </div>
          )}
          {header && header.format !== 'text' && <Media format={header.format} fileName={fileName} />}
          {body?.text && (
            <div className={classes.body} dir="auto">
              <Filled text={body.text} values={values} isFormatted />
            </div>
          )}
          {footer && (
            <div className={classes.footer} dir="auto">
              {footer}
            </div>
          )}
        </div>
        {buttons.map((button, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
          <PreviewButton key={index} button={button} />
        ))}
      </div>
    </section>
  )
}

const mediaIcons = { image: IconPhoto, video: IconVideo, document: IconFile, location: IconMapPin } as const

function Media({ format, fileName }: { format: keyof typeof mediaIcons; fileName: string | undefined }) {
  const { t } = useTranslation()
  const Icon = mediaIcons[format]
  return (
    <div className={classes.media}>
      <Icon size={28} stroke={1.4} aria-hidden />
      {fileName ? <bdi>{fileName}</bdi> : t(`templates.header.${format}`)}
    </div>
  )
}

const buttonIcons = { link: IconExternalLink, phone: IconPhone, 'copy-code': IconCopy, 'one-time-code': IconCopy } as const
const copying: ReadonlySet<TemplateButton['kind']> = new Set(['copy-code', 'one-time-code'])

function PreviewButton({ button }: { button: TemplateButton }) {
  const { t } = useTranslation()
  const Icon = button.kind in buttonIcons ? buttonIcons[button.kind as keyof typeof buttonIcons] : null
  return (
    <div className={classes.button}>
      {Icon && <Icon size={16} aria-hidden />}
      <bdi>{button.title || t(copying.has(button.kind) ? 'templates.button.copyCodeTitle' : 'templates.button.untitled')}</bdi>
    </div>
  )
}

interface FilledProps {
  text: string
  values: Readonly<Record<string, string>>
  isFormatted?: boolean
}

function Filled({ text, values, isFormatted = false }: FilledProps) {
  const runs: Run[] = isFormatted ? formatRuns(text) : [{ text, mark: null }]
  return runs.map((run, index) => {
    const pieces = <Pieces text={run.text} values={values} />
    // biome-ignore lint/suspicious/noArrayIndexKey: a run is known by its place only
    return <Fragment key={index}>{marked(run.mark, pieces)}</Fragment>
  })
}

function marked(mark: Run['mark'], pieces: React.ReactNode): React.ReactNode {
  if (mark === 'bold') return <strong>{pieces}</strong>
  if (mark === 'italic') return <em>{pieces}</em>
  if (mark === 'strike') return <s>{pieces}</s>
  return mark === 'mono' ? <code>{pieces}</code> : pieces
}

function Pieces({ text, values }: { text: string; values: Readonly<Record<string, string>> }) {
  return text.split(/(\{\{[^{}\s]+\}\})/).map((piece, index) => {
    const name = /^\{\{([^{}\s]+)\}\}$/.exec(piece)?.[1]
    const value = name === undefined ? piece : values[name]?.trim()
    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place only
    return <Fragment key={index}>{value || <bdi className={classes.variable}>{piece}</bdi>}</Fragment>
  })
}
