import { Skeleton, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Section } from '../../../components/section.tsx'
import { useHasMail, useMay } from '../../accounts/api/session.ts'
import { notificationsQuery, useChangeNotifications } from '../api/profile.ts'

/** What an owner is told of by mail; without a mail server it says that nobody is told of anything. */
export function MailNotices() {
  const { t } = useTranslation()
  const isOwner = useMay('owner')
  const hasMail = useHasMail()
  const { data, error } = useQuery({ ...notificationsQuery, enabled: isOwner })
  const change = useChangeNotifications()
  if (!isOwner) return null
  return (
    <Section title={t('profile.mails')}>
      <FormError error={change.error ?? (data ? null : error)} />
      {!data && !error && <Skeleton h={28} />}
      {data && (
        <Switch
          label={t('profile.channelMails')}
          description={t('profile.channelMailsHint')}
          checked={change.isPending ? change.variables.channels : data.channels}
          disabled={!hasMail}
          onChange={({ currentTarget }) => change.mutate({ channels: currentTarget.checked })}
          data-testid="profile-channel-mails"
        />
      )}
      {!hasMail && (
        <Text fz="sm" c="dimmed" mt={8} data-testid="profile-mail-off">
          {t('mail.off')}
        </Text>
      )}
    </Section>
  )
}
