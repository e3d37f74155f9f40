import { Autocomplete } from '@mantine/core'

export interface Suggestion {
  /** Which field of the contact it is. */
  group: string
  items: string[]
}

interface VariableFieldProps {
  label: string
  description?: string | undefined
  example: string | undefined
  suggestions: Suggestion[]
  value: string
  onChange: (value: string) => void
  testId: string
}

/** One thing to fill in: typed, or taken from the contact. */
export function VariableField({ label, description, example, suggestions, value, onChange, testId }: VariableFieldProps) {
  return (
    <Autocomplete
      label={label}
      description={description}
      placeholder={example ?? ''}
      data={suggestions}
      value={value}
      onChange={onChange}
      filter={({ options }) => options}
      maxLength={1024}
      required
      dir="auto"
      data-testid={testId}
    />
  )
}
