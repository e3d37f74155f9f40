import { IconPhone, IconPhoneOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { formAnswers } from '../../../../../contract/form-answers.ts'
import type { Message } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { ReceiptCard } from './receipt-card.tsx'
import classes from './thread.module.css'

type Interactive = NonNullable<Message['interactive']>

/** What could be tapped, or was: choices, links, forms, permissions. */
export function InteractivePart({ message }: { message: Pick<Message, 'text' | 'interactive'> }) {
  const { t } = useTranslation()
  const { interactive } = message
  switch (interactive?.kind) {
    case 'buttons':
      return <Choices titles={interactive.buttons.map(({ title }) => title)} />
    case 'list':
      return <Choices titles={interactive.sections.flatMap(({ rows }) => rows.map(({ title }) => title))} />
    case 'link':
      return (
        <div className={classes.choices}>
          <a className={classes.choice} href={interactive.url} target="_blank" rel="noopener noreferrer nofollow">
            {interactive.title}
          </a>
        </div>
      )
    case 'actions':
      return <Actions actions={interactive} />
    case 'receipt':
      return <ReceiptCard receipt={interactive} />
    case 'cards':
      return <Cards cards={interactive.cards} />
    case 'form':
      return <Choices titles={interactive.fields.map(({ label }) => label)} />
    case 'reply':
      return message.text === interactive.title ? null : <Choices titles={[interactive.title]} />
    case 'products':
      return <Choices titles={interactive.productIds} />
    case 'catalog':
      return <Choices titles={[t('message.catalog')]} />
    case 'location-request':
      return <Choices titles={[t('message.asksLocation')]} />
    case 'contact-request':
      return <Choices titles={[t('message.asksNumber')]} />
    case 'flow':
      return interactive.button ? <Choices titles={[interactive.button]} /> : <Form form={interactive} />
    case 'call-permission':
      return <CallPermission permission={interactive} />
    default:
      return null
  }
}

/** The short line above or below the text of choices. */
export function FrameLine({ message, place }: { message: Pick<Message, 'interactive'>; place: 'header' | 'footer' }) {
  const { interactive } = message
  const line = interactive && place in interactive ? (interactive as Record<typeof place, string | null | undefined>)[place] : null
  if (!line) return null
  return (
    <div dir="auto" style={{ textAlign: 'start', ...(place === 'header' ? { fontWeight: 600 } : { fontSize: 13, opacity: 0.85 }) }}>
      {line}
    </div>
  )
}

function Actions({ actions }: { actions: Extract<Interactive, { kind: 'actions' }> }) {
  return (
    <div className={classes.choices}>
      {actions.buttons.map((button) =>
        'url' in button ? (
          <a key={button.title} className={classes.choice} href={button.url} target="_blank" rel="noopener noreferrer nofollow">
            {button.title}
          </a>
        ) : (
          <bdi key={button.title} className={classes.choice}>
            {'phone' in button ? `${button.title}: ${button.phone}` : button.title}
          </bdi>
        ),
      )}
    </div>
  )
}

function Cards({ cards }: Pick<Extract<Interactive, { kind: 'cards' }>, 'cards'>) {
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: 6 }}>
      {cards.map(({ title, text, price, buttons }) => (
        <li key={title} dir="auto">
          <strong>{title}</strong>
          {price && (
            <>
              {' — '}
              <bdi>{price}</bdi>
            </>
          )}
          {text && <div>{text}</div>}
          {buttons.length > 0 && <Choices titles={buttons.map((button) => button.title)} />}
        </li>
      ))}
    </ul>
  )
}

function Form({ form }: { form: Extract<Interactive, { kind: 'flow' }> }) {
  const { t } = useTranslation()
  return (
    <dl className={classes.form} data-testid="form-answers">
      <dt style={{ fontWeight: 600 }}>{form.name === 'address' ? t('message.address') : (form.name ?? t('message.form'))}</dt>
      {formAnswers(form.response).map(({ question, answer }) => (
        <dd key={question} style={{ margin: 0 }}>
          <bdi>{question}</bdi>: <bdi>{answer}</bdi>
        </dd>
      ))}
    </dl>
  )
}

function CallPermission({ permission }: { permission: Extract<Interactive, { kind: 'call-permission' }> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { granted, permanent, expiresAt } = permission
  const until = granted && !permanent && expiresAt ? format.full(expiresAt) : null
  return (
    <span className={classes.muted}>
      {granted ? <IconPhone size={15} aria-hidden /> : <IconPhoneOff size={15} aria-hidden />}{' '}
      {until ? t('message.callAllowedUntil', { time: until }) : t(granted ? 'message.callAllowed' : 'message.callRefused')}
    </span>
  )
}

function Choices({ titles }: { titles: string[] }) {
  return (
    <div className={classes.choices}>
      {titles.map((title) => (
        <bdi key={title} className={classes.choice}>
          {title}
        </bdi>
      ))}
    </div>
  )
}
