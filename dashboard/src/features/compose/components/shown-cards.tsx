import { IconPhoto } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ShownPart } from '../../../lib/contract.ts'
import classes from './compose.module.css'
import { ShownTap } from './shown-tap.tsx'

/** Things to look through, side by side. */
export function ShownCards({ cards }: { cards: ShownPart['cards'] }) {
  const { t } = useTranslation()
  if (cards.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ul className={classes.cards} tabIndex={0} aria-label={t('compose.kind.cards')}>
      {cards.map(({ title, text, price, fileId, buttons }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards have no id, and their place is what they are
        <li key={index}>
          <div className={classes.cardPicture}>
            {fileId ? <img src={`/api/v1/files/${fileId}`} alt="" /> : <IconPhoto size={26} stroke={1.4} aria-hidden />}
          </div>
          <div className={classes.cardWords} dir="auto">
            <strong>{title}</strong>
            {price && <div dir="auto">{price}</div>}
            {text && <div className={classes.detail}>{text}</div>}
          </div>
          {buttons.map((button, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
            <ShownTap key={place} button={button} />
          ))}
        </li>
      ))}
    </ul>
  )
}
