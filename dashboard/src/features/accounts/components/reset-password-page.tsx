import { Alert, Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { LinkText } from '../../../components/link-button.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import { useResetPassword } from '../api/session.ts'
import { NewPasswordField } from './account-fields.tsx'
import { AuthLayout } from './auth-layout.tsx'

/** Where the link of the mail leads. Its secret stands behind the `#`, which no server and no log sees. */
export function ResetPasswordPage() {
  const { t } = useTranslation()
  const reset = useResetPassword()
  const [token] = useState(() => location.hash.slice(1))
  const [password, setPassword] = useState('')
  const isOver = token === '' || (reset.error instanceof ApiError && reset.error.status === 400)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    reset.mutate({ token, newPassword: password })
  }
  return (
    <AuthLayout title={t('reset.title')} text={t('reset.text')}>
      {reset.isSuccess ? (
        <Alert color="teal" role="status" data-testid="reset-done">
          {t('reset.done')}
        </Alert>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            {isOver ? <Alert color="red">{t('reset.over')}</Alert> : <FormError error={reset.error} />}
            <NewPasswordField
              data-testid="reset-password"
              label={t('profile.new')}
              required
              withAsterisk={false}
              minLength={10}
              data-autofocus
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
            <Button
              data-testid="reset-submit"
              type="submit"
              size="md"
              mt="xs"
              disabled={password.length < 10 || token === ''}
              loading={reset.isPending}
              fullWidth
            >
              {t('reset.submit')}
            </Button>
          </Stack>
        </form>
      )}
      <LinkText to={isOver ? '/forgot-password' : '/login'} mt="md" display="block" ta="center">
        {t(isOver ? 'reset.again' : 'forgot.back')}
      </LinkText>
    </AuthLayout>
  )
}
