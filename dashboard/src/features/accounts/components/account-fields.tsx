import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

type Tested<Props> = Props & { 'data-testid': string }

/** The address that an account is signed in with: password managers know it by its name. */
export function EmailField(props: Tested<TextInputProps>) {
  const { t } = useTranslation()
  return <TextInput label={t('auth.email')} type="email" name="email" autoComplete="username" size="md" dir="ltr" {...props} />
}

/** A password that is chosen now, with what it has to be like. */
export function NewPasswordField(props: Tested<PasswordInputProps>) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t('auth.password')}
      description={t('auth.passwordHint')}
      name="password"
      autoComplete="new-password"
      size="md"
      {...props}
    />
  )
}
