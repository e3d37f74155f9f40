import { Group, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TemplateValues } from '../api/template-message.ts'

type Place = TemplateValues['place']

/** The place above the text, as the map shows it. */
export function PlaceFields({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const { t } = useTranslation()
  const field = (name: keyof Place, isRequired: boolean) => (
    <TextInput
      label={t(`templates.place.${name}`)}
      value={place[name]}
      onChange={({ currentTarget }) => onChange({ ...place, [name]: currentTarget.value })}
      required={isRequired}
      dir={isRequired ? 'ltr' : 'auto'}
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
