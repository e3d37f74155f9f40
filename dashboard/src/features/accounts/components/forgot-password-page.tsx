import { Alert, Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { LinkText } from '../../../components/link-button.tsx'
import { useRequestReset } from '../api/session.ts'
import { EmailField } from './account-fields.tsx'
import { AuthLayout } from './auth-layout.tsx'

/** Asks for the link by which a new password is set. What it says does not tell whether there is such an account. */
export function ForgotPasswordPage() {
  const { t } = useTranslation()
  const request = useRequestReset()
  const [email, setEmail] = useState('')
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    request.mutate(email.trim())
  }
  return (
    <AuthLayout title={t('forgot.title')} text={t('forgot.text')}>
      {request.isSuccess ? (
        <Alert color="teal" role="status" data-testid="forgot-sent">
          {t('forgot.sent', { email: email.trim() })}
        </Alert>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <FormError error={request.error} />
            <EmailField
              data-testid="forgot-email"
              required
              withAsterisk={false}
              data-autofocus
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
            />
            <Button data-testid="forgot-submit" type="submit" size="md" mt="xs" loading={request.isPending} fullWidth>
              {t('forgot.submit')}
            </Button>
          </Stack>
        </form>
      )}
      <LinkText to="/login" mt="md" display="block" ta="center">
        {t('forgot.back')}
      </LinkText>
    </AuthLayout>
  )
}
