import { Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { LinkText } from '../../../components/link-button.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import { useHasMail, useSignIn } from '../api/session.ts'
import { EmailField } from './account-fields.tsx'
import { AuthLayout } from './auth-layout.tsx'

const route = getRouteApi('/login')

export function LoginPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const { next } = route.useSearch()
  const signIn = useSignIn()
  const hasMail = useHasMail()
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } })
  const submit = form.onSubmit((values) => signIn.mutate(values, { onSuccess: () => router.history.push(next ?? '/') }))
  const isWrong = signIn.error instanceof ApiError && (signIn.error.status === 401 || signIn.error.status === 400)
  return (
    <AuthLayout title={t('login.title')} text={t('login.text')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={signIn.error} {...(isWrong ? { text: t('auth.wrong') } : {})} />
          <EmailField data-testid="login-email" required withAsterisk={false} data-autofocus {...form.getInputProps('email')} />
          <PasswordInput
            data-testid="login-password"
            label={t('auth.password')}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            {...form.getInputProps('password')}
          />
          <Button data-testid="login-submit" type="submit" size="md" mt="xs" loading={signIn.isPending} fullWidth>
            {t('login.submit')}
          </Button>
          {hasMail && (
            <LinkText to="/forgot-password" ta="center" data-testid="login-forgot">
              {t('login.forgot')}
            </LinkText>
          )}
        </Stack>
      </form>
    </AuthLayout>
  )
}
