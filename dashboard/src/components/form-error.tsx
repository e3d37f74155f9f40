import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useErrorText } from '../lib/use-error-text.ts'

/** What went wrong with a form, said where the form is. */
export function FormError({ error, text }: { error: unknown; text?: string }) {
  const explain = useErrorText()
  if (!error) return null
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} p="sm" role="alert">
      {text ?? explain(error)}
    </Alert>
  )
}
