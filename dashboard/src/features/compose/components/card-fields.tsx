import { Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import type { Capabilities } from '../../../lib/contract.ts'
import { directionOfText } from '../../../lib/direction-of-text.ts'
import { webAddress } from '../api/compose-message.ts'
import { type CardButtonDraft, type CardDraft, newCard } from '../api/draft.ts'
import { AddButton } from './add-button.tsx'
import { CardPicture } from './card-picture.tsx'
import classes from './compose.module.css'
import { CountedInput } from './counted-input.tsx'
import { type FieldProps, withItem, withoutItem } from './field-props.ts'
import { OneOfSeveral } from './one-of-several.tsx'
import { RemoveButton } from './remove-button.tsx'

/** Things to look through: each with a picture, a price, words and buttons. */
export function CardFields({ draft: { cards }, capabilities, onChange }: FieldProps) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      {cards.map((card, index) => (
        <OneCard
          key={card.key}
          card={card}
          index={index}
          isOnly={cards.length === 1}
          capabilities={capabilities}
          onChange={(changed) => onChange({ cards: withItem(cards, index, changed) })}
          onPicture={(picture) =>
            onChange((now) => ({ cards: now.cards.map((one) => (one.key === card.key ? { ...one, picture } : one)) }))
          }
          onRemove={() => onChange({ cards: withoutItem(cards, index) })}
        />
      ))}
      {cards.length < messageLimits.cards && (
        <AddButton label={t('compose.addCard')} onAdd={() => onChange({ cards: [...cards, newCard()] })} testId="compose-add-card" />
      )}
    </Stack>
  )
}

interface OneCardProps {
  card: CardDraft
  index: number
  isOnly: boolean
  capabilities: Capabilities
  onChange: (card: CardDraft) => void
  /** Comes when the upload is done: what was typed meanwhile stays. */
  onPicture: (picture: CardDraft['picture']) => void
  onRemove: () => void
}

function OneCard({ card, index, isOnly, capabilities, onChange, onPicture, onRemove }: OneCardProps) {
  const { t } = useTranslation()
  const { buttons } = card
  const name = t('compose.card', { number: index + 1 })
  return (
    <OneOfSeveral name={name} isOnly={isOnly} onRemove={onRemove} testId="compose-card">
      <CountedInput
        label={t('compose.cardTitle')}
        value={card.title}
        onChange={(title) => onChange({ ...card, title })}
        maxLength={messageLimits.title}
        required
        testId={`compose-card-title-${index}`}
      />
      <CountedInput
        label={t('compose.cardPrice')}
        value={card.price}
        onChange={(price) => onChange({ ...card, price })}
        maxLength={messageLimits.cardPrice}
        dir={directionOfText(card.price) ?? 'ltr'}
        testId={`compose-card-price-${index}`}
      />
      <CountedInput
        label={t('compose.cardText')}
        value={card.text}
        onChange={(text) => onChange({ ...card, text })}
        maxLength={messageLimits.cardText}
        testId={`compose-card-text-${index}`}
      />
      <CardPicture media={capabilities.media} onChange={onPicture} testId={`compose-card-picture-${index}`} />
      {buttons.map((button, place) => (
        <CardButton
          // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
          key={place}
          button={button}
          place={place}
          testId={`compose-card-button-${index}-${place}`}
          onChange={(changed) => onChange({ ...card, buttons: withItem(buttons, place, changed) })}
          onRemove={() => onChange({ ...card, buttons: withoutItem(buttons, place) })}
        />
      ))}
      {buttons.length < messageLimits.cardButtons && (
        <AddButton
          label={t('templates.addButton')}
          onAdd={() => onChange({ ...card, buttons: [...buttons, { title: '', url: '' }] })}
          testId={`compose-card-add-button-${index}`}
        />
      )}
    </OneOfSeveral>
  )
}

interface CardButtonProps {
  button: CardButtonDraft
  place: number
  testId: string
  onChange: (button: CardButtonDraft) => void
  onRemove: () => void
}

function CardButton({ button, place, testId, onChange, onRemove }: CardButtonProps) {
  const { t } = useTranslation()
  const isWrong = button.url.trim() !== '' && !webAddress(button.url)
  return (
    <div className={classes.line}>
      <Group gap="xs" grow preventGrowOverflow={false} align="flex-end">
        <CountedInput
          label={t('templates.buttonTitle')}
          value={button.title}
          onChange={(title) => onChange({ ...button, title })}
          maxLength={messageLimits.title}
          required
          testId={testId}
        />
        <CountedInput
          label={t('templates.buttonUrl')}
          value={button.url}
          onChange={(url) => onChange({ ...button, url })}
          maxLength={messageLimits.url}
          error={isWrong ? t('compose.addressWrong') : null}
          description={t('compose.addressOptional')}
          dir="ltr"
          testId={`${testId}-url`}
        />
      </Group>
      <RemoveButton what={t('compose.choice', { number: place + 1 })} onRemove={onRemove} />
    </div>
  )
}
