import { Button, Stack, TextInput } from '@mantine/core'
import { isEmail, isNotEmpty, useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import { useSetUp } from '../api/session.ts'
import { EmailField, NewPasswordField } from './account-fields.tsx'
import { AuthLayout } from './auth-layout.tsx'

export function SetupPage() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const setUp = useSetUp()
  const form = useForm({
    initialValues: { name: '', email: '', password: '', workspaceName: '' },
    validate: {
      name: isNotEmpty(t('auth.required')),
      email: isEmail(t('auth.emailInvalid')),
      password: (value) => (value.length < 10 ? t('auth.passwordShort') : null),
      workspaceName: isNotEmpty(t('auth.required')),
    },
    validateInputOnBlur: true,
  })
  const submit = form.onSubmit((values) =>
    setUp.mutate(
      { ...values, language: i18n.language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      {
        onSuccess: () => void navigate({ to: '/' }),
        onError: (error) => error instanceof ApiError && form.setErrors(error.fieldErrors()),
      },
    ),
  )
  return (
    <AuthLayout title={t('setup.title')} text={t('setup.text')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <FormError error={setUp.error} />
          <TextInput
            data-testid="setup-workspace"
            label={t('auth.workspace')}
            name="organization"
            autoComplete="organization"
            size="md"
            {...form.getInputProps('workspaceName')}
          />
          <TextInput
            data-testid="setup-name"
            label={t('auth.name')}
            name="name"
            autoComplete="name"
            size="md"
            {...form.getInputProps('name')}
          />
          <EmailField data-testid="setup-email" {...form.getInputProps('email')} />
          <NewPasswordField
            data-testid="setup-password"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps('password')}
          />
          <Button data-testid="setup-submit" type="submit" size="md" mt="xs" loading={setUp.isPending} fullWidth>
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  )
}
