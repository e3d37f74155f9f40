import {
  Badge,
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { Section } from '../../../components/section.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import { useFormat } from '../../../lib/format.ts'
import { changeLanguage, isLanguage, languages } from '../../../lib/i18n.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMe } from '../../accounts/api/session.ts'
import { describeBrowser } from '../api/describe-browser.ts'
import { sessionsQuery, useChangePassword, useEndSession, useRename } from '../api/profile.ts'
import { MailNotices } from './mail-notices.tsx'

export function ProfileSettings() {
  const { t } = useTranslation()
  return (
    <Page title={t('settings.profile')} width="narrow">
      <NameForm />
      <Appearance />
      <MailNotices />
      <PasswordForm />
      <Sessions />
    </Page>
  )
}

function NameForm() {
  const { t } = useTranslation()
  const me = useMe()
  const tell = useNotifyDone()
  const rename = useRename()
  const [name, setName] = useState(me.user.name)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    rename.mutate(name.trim(), { onSuccess: () => tell(t('action.saved')) })
  }
  return (
    <Section title={t('settings.you')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={rename.error} />
          <TextInput
            label={t('profile.name')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            maxLength={100}
            autoComplete="name"
          />
          <TextInput label={t('profile.email')} value={me.user.email} readOnly dir="ltr" />
          <Group justify="flex-end">
            <Button type="submit" disabled={name.trim() === me.user.name || !name.trim()} loading={rename.isPending}>
              {t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function Appearance() {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title={t('profile.appearance')}>
      <Group align="flex-end" gap="lg">
        <Select
          label={t('nav.language')}
          data={languages.map(({ code, name }) => ({ value: code, label: name }))}
          value={i18n.language}
          onChange={(code) => isLanguage(code) && void changeLanguage(code)}
          allowDeselect={false}
          data-testid="profile-language"
        />
        <SegmentedControl
          aria-label={t('nav.theme')}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        />
      </Group>
    </Section>
  )
}

function PasswordForm() {
  const { t } = useTranslation()
  const me = useMe()
  const tell = useNotifyDone()
  const change = useChangePassword()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const isWrong = change.error instanceof ApiError && (change.error.status === 400 || change.error.status === 401)
  const done = () => {
    setCurrent('')
    setNext('')
    tell(t('profile.passwordChanged'))
  }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    change.mutate({ currentPassword: current, newPassword: next }, { onSuccess: done })
  }
  return (
    <Section title={t('profile.password')} text={t('profile.passwordText')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError
            error={change.error}
            {...(isWrong && change.error instanceof ApiError && change.error.detail ? { text: change.error.detail } : {})}
          />
          <input type="hidden" name="username" autoComplete="username" value={me.user.email} readOnly />
          <PasswordInput
            label={t('profile.current')}
            value={current}
            onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
            required
            autoComplete="current-password"
          />
          <PasswordInput
            label={t('profile.new')}
            description={t('auth.passwordHint')}
            value={next}
            onChange={({ currentTarget }) => setNext(currentTarget.value)}
            required
            minLength={10}
            autoComplete="new-password"
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={next.length < 10} loading={change.isPending}>
              {t('profile.password')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const notifyError = useNotifyError()
  const end = useEndSession()
  const { data, error } = useQuery(sessionsQuery)
  const browserName = (userAgent: string | null) => {
    const known = describeBrowser(userAgent)
    return known ? t('profile.browserOn', known) : (userAgent ?? t('common.unknown'))
  }
  return (
    <Section title={t('profile.sessions')}>
      <Stack gap="sm">
        <FormError error={data ? null : error} />
        {!data && !error && <Skeleton h={44} />}
        {data?.map(({ id, userAgent, current, lastUsedAt }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Text fz="sm" truncate title={userAgent ?? undefined}>
                {browserName(userAgent)}
              </Text>
              <Text fz="xs" c="dimmed">
                {format.relative(lastUsedAt, now)}
              </Text>
            </div>
            {current ? (
              <Badge color="teal" style={{ flex: 'none' }}>
                {t('profile.thisOne')}
              </Badge>
            ) : (
              <Button
                size="xs"
                variant="default"
                style={{ flex: 'none' }}
                data-testid="session-end"
                onClick={() => end.mutate(id, { onError: notifyError })}
              >
                {t('profile.signOutThere')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  )
}
