import { IconAddressBook, IconFile, IconList, IconMapPin, IconPhoto, IconShoppingBag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ShownPart } from '../../../lib/contract.ts'
import templateClasses from '../../templates/components/templates.module.css'
import classes from './compose.module.css'
import { ShownCards } from './shown-cards.tsx'
import { ShownTap } from './shown-tap.tsx'

/** One message as the customer sees it. */
export function ShownMessage({ part }: { part: ShownPart }) {
  const { t } = useTranslation()
  return (
    <div className={templateClasses.bubble} data-testid="compose-part">
      <div className={templateClasses.parts}>
        {part.quotes && <div className={classes.quote}>{t('message.replyTo')}…</div>}
        {part.files.map((file) => (
          <div key={file.id} className={templateClasses.media}>
            {file.kind === 'image' ? <IconPhoto size={26} stroke={1.4} aria-hidden /> : <IconFile size={26} stroke={1.4} aria-hidden />}
            <bdi>{file.name ?? t(`message.${file.kind}`)}</bdi>
          </div>
        ))}
        {part.header && (
          <div className={templateClasses.header} dir="auto">
            {part.header}
          </div>
        )}
        {part.text && (
          <div className={templateClasses.body} dir="auto">
            {part.text}
          </div>
        )}
        <ShownFacts part={part} />
        {part.footer && (
          <div className={templateClasses.footer} dir="auto">
            {part.footer}
          </div>
        )}
        {part.reaction && <div className={classes.reaction}>{part.reaction}</div>}
      </div>
      <ShownCards cards={part.cards} />
      <ShownForm part={part} />
      {part.buttons.map((button, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
        <ShownTap key={index} button={button} />
      ))}
      <ShownList part={part} />
    </div>
  )
}

/** Places, people and products. */
function ShownFacts({ part: { location, contactCards, products } }: { part: ShownPart }) {
  const { t } = useTranslation()
  return (
    <>
      {location && (
        <div className={classes.fact}>
          <IconMapPin size={18} aria-hidden />
          <span>
            <bdi>{location.name || t('message.location')}</bdi>
            {location.address && (
              <span className={classes.detail} style={{ display: 'block' }} dir="auto">
                {location.address}
              </span>
            )}
          </span>
        </div>
      )}
      {contactCards.map(({ name, phones, emails }) => (
        <div key={name} className={classes.fact}>
          <IconAddressBook size={18} aria-hidden />
          <span>
            <bdi>{name}</bdi>
            {[...phones, ...emails].map((line) => (
              <span key={line} className={classes.detail} style={{ display: 'block', textAlign: 'start' }} dir="ltr">
                {line}
              </span>
            ))}
          </span>
        </div>
      ))}
      {products.map((id) => (
        <div key={id} className={classes.fact}>
          <IconShoppingBag size={18} aria-hidden />
          <bdi>{id}</bdi>
        </div>
      ))}
    </>
  )
}

function ShownForm({ part: { form } }: { part: ShownPart }) {
  const { t } = useTranslation()
  if (!form) return null
  return (
    <>
      <div className={templateClasses.parts}>
        <strong dir="auto">{form.name}</strong>
        {form.fields.map(({ label, options }) => (
          <div key={label} className={classes.field} dir="auto">
            {label}
            {options.length > 0 && <span className={classes.detail}> ({options.join(', ')})</span>}
          </div>
        ))}
      </div>
      <div className={templateClasses.button}>
        <bdi>{form.submit ?? t('compose.does.submit')}</bdi>
      </div>
    </>
  )
}

function ShownList({ part: { list } }: { part: ShownPart }) {
  if (!list) return null
  return (
    <>
      <div className={templateClasses.button}>
        <IconList size={16} aria-hidden />
        <bdi>{list.button}</bdi>
      </div>
      {list.sections.map(({ title, rows }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections have no id, and their place is what they are
        <div key={index}>
          {title && (
            <div className={classes.sectionTitle} dir="auto">
              {title}
            </div>
          )}
          <ul className={classes.rows}>
            {rows.map((row, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id, and their place is what they are
              <li key={place} dir="auto">
                {row.title}
                {row.description && <small>{row.description}</small>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  )
}
