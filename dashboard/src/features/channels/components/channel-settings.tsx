import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Section } from '../../../components/section.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Channel, ChannelType } from '../../../lib/contract.ts'
import { useNotifyDone } from '../../../lib/notify.ts'
import { channelTypesQuery, useUpdateChannel } from '../api/channels.ts'
import { ChannelFields } from './channel-fields.tsx'
import { changedFields, type FieldValues, readFieldValues, showFieldValues } from './field-values.ts'
import { SignInAgain } from './sign-in-again.tsx'

export function ChannelSettings({ channel }: { channel: Channel }) {
  const { data: types } = useQuery(channelTypesQuery)
  const type = types?.find((item) => item.type === channel.type)
  if (!type) return <Skeleton h={200} />
  return <SettingsForm key={channel.id} channel={channel} type={type} />
}

function SettingsForm({ channel, type }: { channel: Channel; type: ChannelType }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const update = useUpdateChannel(channel.id)
  const [name, setName] = useState(channel.name)
  const before = showFieldValues(type.configFields, channel.config)
  const [values, setValues] = useState<FieldValues>(before)
  const errors = update.error instanceof ApiError ? update.error.fieldErrors() : {}
  const change = (field: string, value: string) => setValues((kept) => ({ ...kept, [field]: value }))
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const config = readFieldValues(changedFields(type.configFields, before, values), values, true)
    const credentials = readFieldValues(type.credentialFields, values)
    const given = (fields: Record<string, unknown>) => Object.keys(fields).length > 0
    update.mutate(
      { ...(name === channel.name ? {} : { name }), ...(given(config) ? { config } : {}), ...(given(credentials) ? { credentials } : {}) },
      {
        onSuccess: () => {
          tell(t('action.saved'))
          // Stored now: not to be entered anew with whatever is changed next.
          setValues((kept) => ({ ...kept, ...Object.fromEntries(type.credentialFields.map((field) => [field.name, ''])) }))
        },
      },
    )
  }
  return (
    <Section title={t('channels.settings')}>
      {type.signIn && (
        <Group mb="md" gap="sm">
          <Text c="dimmed" fz="sm" flex={1}>
            {t('channels.signInAgainHint', { provider: type.title })}
          </Text>
          <SignInAgain channel={channel} />
        </Group>
      )}
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={update.error} />
          <TextInput
            label={t('channels.nameLabel')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            maxLength={100}
          />
          <ChannelFields fields={type.configFields} values={values} errors={errors} onChange={change} isChange />
          <ChannelFields fields={type.credentialFields} values={values} errors={errors} onChange={change} isChange />
          <Group justify="flex-end">
            <Button type="submit" loading={update.isPending} data-testid="channel-save">
              {t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
