import { Alert, Badge, Button, Group, Skeleton, Stack, Stepper, TextInput, Title } from '@mantine/core'
import { IconWorldOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import cards from '../../../components/card.module.css'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Channel, ChannelType } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { channelTypesQuery, useCreateChannel } from '../api/channels.ts'
import { AgentSelect } from './agent-select.tsx'
import { ChannelFields } from './channel-fields.tsx'
import { ChannelIcon } from './channel-icon.tsx'
import { ConnectResult } from './connect-result.tsx'
import { type FieldValues, readFieldValues } from './field-values.ts'
import { SignInChoice } from './sign-in-choice.tsx'

export function NewChannelPage() {
  const { t } = useTranslation()
  const [type, setType] = useState<ChannelType | null>(null)
  const [channel, setChannel] = useState<Channel | null>(null)
  const step = channel ? 2 : type ? 1 : 0
  return (
    <Page title={t('channels.add')} back={{ to: '/channels', label: t('channels.title') }} width="narrow">
      <Stepper active={step} size="sm" mb="xl" onStepClick={(next) => next === 0 && !channel && setType(null)} allowNextStepsSelect={false}>
        <Stepper.Step label={t('channels.stepChoose')} />
        <Stepper.Step label={t('channels.stepDetails')} />
        <Stepper.Step label={t('channels.stepTest')} />
      </Stepper>
      {step === 0 && <Gallery onChoose={setType} />}
      {step === 1 && type && <Details type={type} onBack={() => setType(null)} onDone={setChannel} />}
      {channel && <ConnectResult channelId={channel.id} />}
    </Page>
  )
}

function Gallery({ onChoose }: { onChoose: (type: ChannelType) => void }) {
  const { t } = useTranslation()
  const { data: types, error, refetch } = useQuery(channelTypesQuery)
  if (error && !types) return <PageError error={error} reset={() => void refetch()} />
  return (
    <>
      <Title order={2} mb="sm">
        {t('channels.chooseTitle')}
      </Title>
      {!types && <Skeleton h={110} />}
      <div className={cards.grid}>
        {types?.map((type) => (
          <button
            key={type.type}
            type="button"
            className={cards.card}
            onClick={() => onChoose(type)}
            data-testid={`channel-type-${type.type}`}
          >
            <span className={cards.head}>
              <span className={cards.sign}>
                <ChannelIcon type={type.type} size={22} />
              </span>
              <span className={cards.name}>{type.title}</span>
            </span>
            <Abilities type={type} />
          </button>
        ))}
      </div>
    </>
  )
}

function Abilities({ type: { capabilities } }: { type: ChannelType }) {
  const { t } = useTranslation()
  const format = useFormat()
  const abilities = [
    capabilities.media.image || capabilities.media.document ? t('channels.can.media') : null,
    capabilities.buttons ? t('channels.can.buttons') : null,
    capabilities.typing ? t('channels.can.typing') : null,
    capabilities.deliveryStatus ? t('channels.can.deliveryStatus') : null,
    capabilities.replyWindowMs ? t('channels.can.replyWindow', { time: format.duration(capabilities.replyWindowMs) }) : null,
  ].filter((ability) => ability !== null)
  return (
    <Group gap={4} component="span">
      {abilities.map((ability) => (
        <Badge key={ability} color="gray" size="sm" component="span">
          {ability}
        </Badge>
      ))}
    </Group>
  )
}

function Details({ type, onBack, onDone }: { type: ChannelType; onBack: () => void; onDone: (channel: Channel) => void }) {
  const { t } = useTranslation()
  const create = useCreateChannel()
  const [name, setName] = useState(type.title)
  const [agentId, setAgentId] = useState<string | null>(null)
  const [values, setValues] = useState<FieldValues>(() => madeValues(type))
  const [missing, setMissing] = useState<Record<string, string>>({})
  const refused = create.error instanceof ApiError ? create.error.fieldErrors() : {}
  const errors = { ...refused, ...missing }
  const change = (field: string, value: string) => setValues((kept) => ({ ...kept, [field]: value }))
  // Other optional credentials are made by the server itself: asking for them here would only be in the way.
  const credentialFields = type.credentialFields.filter(({ required, asked, ours }) => required || asked || ours)
  const configFields = type.configFields.filter(({ later }) => !later)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const needed = [...configFields, ...credentialFields].filter(({ required, name: field }) => required && !values[field]?.trim())
    const empty = name.trim() ? needed.map((field) => field.name) : ['name', ...needed.map((field) => field.name)]
    setMissing(Object.fromEntries(empty.map((field) => [field, t('auth.required')])))
    if (empty.length > 0) return
    create.mutate(
      {
        type: type.type,
        name,
        config: readFieldValues(configFields, values),
        credentials: readFieldValues(credentialFields, values),
        ...(agentId ? { agentId } : {}),
      },
      { onSuccess: onDone },
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      {type.outOfReach && (
        <Alert color="yellow" icon={<IconWorldOff size={18} aria-hidden />} mb="md" data-testid="channel-out-of-reach">
          {t('channels.outOfReach', { provider: type.title })}
        </Alert>
      )}
      {type.signIn && <SignInChoice type={type} />}
      <Stack gap="sm">
        <FormError error={create.error} />
        <TextInput
          label={t('channels.nameLabel')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          required
          maxLength={100}
          data-testid="channel-name"
          error={errors.name}
        />
        <ChannelFields fields={configFields} values={values} errors={errors} onChange={change} />
        <ChannelFields fields={credentialFields} values={values} errors={errors} onChange={change} />
        <AgentSelect value={agentId} onChange={setAgentId} />
        <Group justify="space-between" mt="sm">
          <Button variant="default" onClick={onBack}>
            {t('action.back')}
          </Button>
          <Button type="submit" loading={create.isPending} data-testid="channel-connect">
            {t('channels.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Secrets of our own making that have to be entered at the provider: made here, so that they can be copied. What is asked of a person stays empty. */
function madeValues({ credentialFields }: ChannelType): FieldValues {
  const made = credentialFields.filter(({ ours, asked }) => ours && !asked)
  return Object.fromEntries(made.map(({ name }) => [name, newSecret()]))
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
