import { Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { directionOfText } from '../../../lib/direction-of-text.ts'

interface CountedInputProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** What any message may hold. */
  maxLength: number
  /** What this channel shows; more is shortened. */
  shown?: number | undefined
  required?: boolean
  error?: string | null
  description?: string
  /** For addresses and numbers, in any language. */
  dir?: 'ltr' | 'rtl'
  testId: string
}

/** One line whose length counts: how much of it this channel shows is said while it is typed. */
export function CountedInput({ label, value, onChange, shown, description, dir, testId, ...rest }: CountedInputProps) {
  const { t } = useTranslation()
  const isLonger = shown !== undefined && value.length > shown
  return (
    <TextInput
      label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      description={
        shown === undefined ? (
          description
        ) : (
          <Text span fz="inherit" c={isLonger ? 'var(--p-amber-text)' : undefined}>
            {t('templates.counted', { used: value.length, max: shown })}
          </Text>
        )
      }
      dir={dir ?? directionOfText(value)}
      data-testid={testId}
      {...rest}
    />
  )
}
