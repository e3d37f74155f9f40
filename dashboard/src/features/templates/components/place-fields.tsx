import { Group, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { directionOfText } from '../../../lib/direction-of-text.ts'
import { type Place, readPair } from '../api/place.ts'

/** A place, as the map shows it. Both coordinates may be pasted at once. */
export function PlaceFields({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const { t } = useTranslation()
  const field = (name: keyof Place, isRequired: boolean) => (
    <TextInput
      label={t(`templates.place.${name}`)}
      value={place[name]}
      onChange={({ currentTarget }) => onChange({ ...place, [name]: currentTarget.value })}
      onPaste={(event) => {
        const pair = isRequired ? readPair(event.clipboardData.getData('text')) : null
        if (!pair) return
        event.preventDefault()
        onChange({ ...place, ...pair })
      }}
      required={isRequired}
      dir={isRequired ? 'ltr' : directionOfText(place[name])}
      inputMode={isRequired ? 'decimal' : 'text'}
      maxLength={1000}
      data-testid={`template-place-${name}`}
    />
  )
  return (
    <>
      <Group grow>
        {field('latitude', true)}
        {field('longitude', true)}
      </Group>
      {field('name', false)}
      {field('address', false)}
    </>
  )
}
