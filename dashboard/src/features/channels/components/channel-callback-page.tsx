import { Alert, Button, Group, Loader, Radio, Stack, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { Page } from '../../../components/page.tsx'
import type { Channel, ChannelGrant } from '../../../lib/contract.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { useCreateChannel, useUpdateChannel } from '../api/channels.ts'
import { grantQuery, type ReturnedGrant, readReturn } from '../api/grants.ts'
import { AgentSelect } from './agent-select.tsx'
import { ConnectResult } from './connect-result.tsx'

/** Where a provider sends people back who signed in there: they choose which of their accounts becomes a channel. */
export function ChannelCallbackPage() {
  const { t } = useTranslation()
  const [returned] = useState(() => readReturn(window.location.search))
  const [channel, setChannel] = useState<Channel | null>(null)
  return (
    <Page title={t('channels.add')} back={{ to: '/channels', label: t('channels.title') }} width="narrow">
      {channel ? <ConnectResult channelId={channel.id} /> : <Returned returned={returned} onDone={setChannel} />}
    </Page>
  )
}

function Returned({ returned, onDone }: { returned: ReturnedGrant | null; onDone: (channel: Channel) => void }) {
  const { t } = useTranslation()
  const explain = useErrorText()
  const { data: grant, error } = useQuery({ ...grantQuery(returned ?? { state: '' }), enabled: returned !== null })
  if (returned !== null && !grant && !error) return <Loader aria-label={t('channels.signingIn')} />
  const [first] = grant?.accounts ?? []
  if (grant?.channelId && first) return <NewAccess grantId={grant.id} channelId={grant.channelId} account={first} onDone={onDone} />
  if (grant && first) return <Choice grant={grant} onDone={onDone} />
  const nothing = grant?.channelId ? t('channels.otherAccountOpened') : t('channels.nothingOpened')
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t('channels.signInFailed')}
      data-testid="channel-sign-in-failed"
    >
      <Stack gap="sm" align="flex-start">
        <span dir="auto">{error ? explain(error) : nothing}</span>
        {grant?.channelId ? (
          <LinkButton to="/channels/$channelId" params={{ channelId: grant.channelId }} variant="default" size="xs">
            {t('channels.toChannel')}
          </LinkButton>
        ) : (
          <LinkButton to="/channels/new" variant="default" size="xs">
            {t('action.retry')}
          </LinkButton>
        )}
      </Stack>
    </Alert>
  )
}

interface NewAccessProps {
  grantId: string
  channelId: string
  account: ChannelGrant['accounts'][number]
  onDone: (channel: Channel) => void
}

/** The channel that there is takes the access that was just given; its settings and conversations stay. */
function NewAccess({ grantId, channelId, account, onDone }: NewAccessProps) {
  const { t } = useTranslation()
  const update = useUpdateChannel(channelId)
  return (
    <Stack gap="md" align="flex-start">
      <FormError error={update.error} />
      <Text>
        <bdi>{account.name}</bdi>
      </Text>
      <Button
        onClick={() => update.mutate({ grant: { id: grantId, accountId: account.id } }, { onSuccess: onDone })}
        loading={update.isPending}
        data-testid="channel-give-access"
      >
        {t('channels.giveAccess')}
      </Button>
    </Stack>
  )
}

function Choice({ grant, onDone }: { grant: ChannelGrant; onDone: (channel: Channel) => void }) {
  const { t } = useTranslation()
  const create = useCreateChannel()
  const [first] = grant.accounts
  const [accountId, setAccountId] = useState(first?.id ?? '')
  const chosen = grant.accounts.find(({ id }) => id === accountId)
  const [name, setName] = useState<string | null>(null)
  const [agentId, setAgentId] = useState<string | null>(null)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const channel = {
      type: grant.type,
      name: name?.trim() || (chosen?.name ?? grant.type),
      config: {},
      credentials: {},
      grant: { id: grant.id, accountId },
      ...(agentId ? { agentId } : {}),
    }
    create.mutate(channel, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <FormError error={create.error} />
        <Radio.Group label={t('channels.chooseAccount')} value={accountId} onChange={setAccountId}>
          <Stack gap="xs" mt="xs">
            {grant.accounts.map((account) => (
              <Radio
                key={account.id}
                value={account.id}
                label={<bdi>{account.name}</bdi>}
                description={account.id}
                data-testid="granted-account"
              />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t('channels.nameLabel')}
          value={name ?? chosen?.name ?? ''}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          maxLength={100}
          data-testid="channel-name"
        />
        <AgentSelect value={agentId} onChange={setAgentId} />
        <Group justify="flex-end">
          <Text c="dimmed" fz="sm" style={{ flex: 1 }}>
            {t('channels.chooseAccountHint')}
          </Text>
          <Button type="submit" loading={create.isPending} data-testid="channel-connect">
            {t('channels.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
