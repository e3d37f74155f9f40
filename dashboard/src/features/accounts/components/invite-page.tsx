import { Alert, Button, Loader, Stack, TextInput } from '@mantine/core'
import { isEmail, isNotEmpty, useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { invitationQuery, type OpenInvitation, useAcceptInvitation } from '../api/invitation.ts'
import { meQuery } from '../api/session.ts'
import { EmailField, NewPasswordField } from './account-fields.tsx'
import { AuthLayout } from './auth-layout.tsx'

const route = getRouteApi('/invite/$token')

export function InvitePage() {
  const { t } = useTranslation()
  const { token } = route.useParams()
  const invitation = useQuery({ ...invitationQuery(token), retry: false })
  const me = useQuery({ ...meQuery, retry: false })
  if (invitation.isError) {
    return (
      <AuthLayout title={t('invite.title', { workspace: 'Parley' })} text="">
        <Alert color="red">{t('invite.invalid')}</Alert>
      </AuthLayout>
    )
  }
  if (!invitation.data || me.isPending) return <Loader m="xl" />
  const { workspaceName, invitedBy, role } = invitation.data
  return (
    <AuthLayout
      title={t('invite.title', { workspace: workspaceName })}
      text={t('invite.text', { name: invitedBy, role: t(`role.${role}`) })}
    >
      <JoinForm token={token} invitation={invitation.data} isSignedIn={Boolean(me.data)} />
    </AuthLayout>
  )
}

function JoinForm({ token, invitation, isSignedIn }: { token: string; invitation: OpenInvitation; isSignedIn: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const accept = useAcceptInvitation()
  const form = useForm({
    initialValues: { name: '', email: invitation.email ?? '', password: '' },
    validate: isSignedIn
      ? {}
      : {
          name: isNotEmpty(t('auth.required')),
          email: isEmail(t('auth.emailInvalid')),
          password: (value: string) => (value.length < 10 ? t('auth.passwordShort') : null),
        },
  })
  const submit = form.onSubmit((values) =>
    accept.mutate(isSignedIn ? { token } : { token, ...values }, { onSuccess: () => void navigate({ to: '/' }) }),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <FormError error={accept.error} />
        {!isSignedIn && (
          <>
            <TextInput
              data-testid="invite-name"
              label={t('auth.name')}
              name="name"
              autoComplete="name"
              size="md"
              {...form.getInputProps('name')}
            />
            <EmailField data-testid="invite-email" readOnly={Boolean(invitation.email)} {...form.getInputProps('email')} />
            <NewPasswordField data-testid="invite-password" {...form.getInputProps('password')} />
          </>
        )}
        <Button data-testid="invite-submit" type="submit" size="md" mt="xs" loading={accept.isPending} fullWidth>
          {t('invite.submit')}
        </Button>
      </Stack>
    </form>
  )
}
