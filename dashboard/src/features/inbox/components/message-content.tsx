import { IconAddressBook, IconMapPin, IconPhone, IconShoppingBag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LinkedText } from '../../../components/linked-text.tsx'
import type { Message } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { FrameLine, InteractivePart } from './interactive-part.tsx'
import { LinkedFiles } from './linked-files.tsx'
import { MessageAttachment } from './message-attachment.tsx'
import classes from './thread.module.css'
import { unsupportedText } from './unsupported-text.ts'

/** What a message holds, whatever its kind; the text last, as a caption under pictures and files. */
export function MessageContent({ message }: { message: Message }) {
  const { t } = useTranslation()
  if (message.deletedAt) return <span className={classes.muted}>{t('message.deleted')}</span>
  const isEmpty =
    !message.text &&
    message.attachments.length === 0 &&
    !message.linkedFiles?.length &&
    !message.location &&
    !message.contactCards?.length &&
    !message.interactive &&
    !message.order
  return (
    <>
      {message.attachments.map((attachment) => (
        <MessageAttachment key={attachment.id} attachment={attachment} />
      ))}
      <LinkedFiles files={message.linkedFiles ?? []} />
      <PlaceCard message={message} />
      <ContactCards message={message} />
      <OrderTable message={message} />
      <FrameLine message={message} place="header" />
      {message.text && (
        <div className={classes.text} dir="auto">
          <LinkedText text={message.text} />
        </div>
      )}
      <FrameLine message={message} place="footer" />
      <InteractivePart message={message} />
      {isEmpty && (
        <span className={classes.muted}>
          {message.type === 'call' ? <IconPhone size={15} aria-hidden /> : null}
          {message.type === 'call' || message.type === 'template' || message.type === 'product'
            ? t(`message.${message.type}`)
            : unsupportedText(t, message.unsupported)}
        </span>
      )}
    </>
  )
}

export function PlaceCard({ message }: { message: Pick<Message, 'location'> }) {
  const { t } = useTranslation()
  if (!message.location) return null
  const { latitude, longitude, name, address, url } = message.location
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
  return (
    <div className={classes.card}>
      <IconMapPin size={20} aria-hidden />
      <div>
        <div style={{ fontWeight: 600 }}>
          <bdi>{name ?? t('message.location')}</bdi>
        </div>
        {address && <div dir="auto">{address}</div>}
        <a href={map} target="_blank" rel="noopener noreferrer nofollow">
          {t('message.openMap')}
        </a>
        {url && (
          <a href={url} target="_blank" rel="noopener noreferrer nofollow" style={{ marginInlineStart: 8 }}>
            {t('message.origin.page')}
          </a>
        )}
      </div>
    </div>
  )
}

export function ContactCards({ message }: { message: Pick<Message, 'contactCards'> }) {
  return message.contactCards?.map((card) => (
    <div key={`${card.name}-${card.phones.join()}`} className={classes.card}>
      <IconAddressBook size={20} aria-hidden />
      <div>
        <bdi style={{ fontWeight: 600 }}>{card.name}</bdi>
        {card.organization && <div dir="auto">{card.organization}</div>}
        {[...card.phones, ...card.emails, ...(card.urls ?? []), ...(card.birthday ? [card.birthday] : [])].map((line) => (
          <div key={line} dir="ltr" style={{ textAlign: 'start' }}>
            <LinkedText text={line} />
          </div>
        ))}
        {card.addresses?.map((address) => (
          <div key={address} dir="auto">
            {address}
          </div>
        ))}
      </div>
    </div>
  ))
}

function OrderTable({ message }: { message: Message }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!message.order) return null
  const { items, note } = message.order
  const currency = items[0]?.currency
  const total = items.reduce((sum, { price, quantity }) => sum + Number(price) * quantity, 0)
  return (
    <>
      <div className={classes.card}>
        <IconShoppingBag size={20} aria-hidden />
        <strong>{t('message.order')}</strong>
      </div>
      <table className={classes.orderTable}>
        <tbody>
          {items.map((item) => (
            <tr key={item.externalProductId}>
              <td>
                {format.number(item.quantity)} × <bdi>{item.externalProductId}</bdi>
              </td>
              <td>{format.money(Number(item.price) * item.quantity, item.currency)}</td>
            </tr>
          ))}
        </tbody>
        {currency && (
          <tfoot>
            <tr>
              <td>{t('message.total')}</td>
              <td>{format.money(total, currency)}</td>
            </tr>
          </tfoot>
        )}
      </table>
      {note && note !== message.text && (
        <div className={classes.text} dir="auto">
          {note}
        </div>
      )}
    </>
  )
}
