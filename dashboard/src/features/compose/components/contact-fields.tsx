import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import { isEmail } from '../api/compose-message.ts'
import { AddButton } from './add-button.tsx'
import classes from './compose.module.css'
import { CountedInput } from './counted-input.tsx'
import { type FieldProps, withItem, withoutItem } from './field-props.ts'
import { RemoveButton } from './remove-button.tsx'

/** Providers take more; nobody needs more. */
const mostLines = 5

/** A person to save: name, numbers, addresses. */
export function ContactFields({ draft: { person }, onChange }: FieldProps) {
  const { t } = useTranslation()
  const change = (patch: Partial<typeof person>) => onChange({ person: { ...person, ...patch } })
  return (
    <Stack gap="xs">
      <CountedInput
        label={t('contact.name')}
        value={person.name}
        onChange={(name) => change({ name })}
        maxLength={messageLimits.contactName}
        required
        testId="compose-contact-name"
      />
      <Lines
        label={t('contact.phone')}
        addLabel={t('compose.addPhone')}
        lines={person.phones}
        errorOf={() => null}
        onChange={(phones) => change({ phones })}
        testId="compose-contact-phone"
      />
      <Lines
        label={t('contact.email')}
        addLabel={t('compose.addEmail')}
        lines={person.emails}
        errorOf={(line) => (line.trim() !== '' && !isEmail(line.trim()) ? t('auth.emailInvalid') : null)}
        onChange={(emails) => change({ emails })}
        testId="compose-contact-email"
      />
    </Stack>
  )
}

interface LinesProps {
  label: string
  addLabel: string
  lines: string[]
  errorOf: (line: string) => string | null
  onChange: (lines: string[]) => void
  testId: string
}

function Lines({ label, addLabel, lines, errorOf, onChange, testId }: LinesProps) {
  return (
    <>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id, and their place is what they are
        <div key={index} className={classes.line}>
          <CountedInput
            label={label}
            value={line}
            onChange={(changed) => onChange(withItem(lines, index, changed))}
            maxLength={200}
            error={errorOf(line)}
            dir="ltr"
            testId={`${testId}-${index}`}
          />
          {lines.length > 1 && <RemoveButton what={label} onRemove={() => onChange(withoutItem(lines, index))} />}
        </div>
      ))}
      {lines.length < mostLines && <AddButton label={addLabel} onAdd={() => onChange([...lines, ''])} testId={`${testId}-add`} />}
    </>
  )
}
