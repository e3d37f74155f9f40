import { Button, Group, Modal, PasswordInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { ModelProvider, NewModelProvider } from '../../../lib/contract.ts'
import { useCreateModelProvider, useTestModelProvider, useUpdateModelProvider } from '../../agents/api/model-providers.ts'

type Kind = NewModelProvider['kind']

/** The provider's own names, the same in every language. */
const interfaces: { value: 'responses' | 'chat'; label: string }[] = [
  { value: 'responses', label: 'Responses' },
  { value: 'chat', label: 'Chat completions' },
]

export function ModelDialog({ provider, onClose }: { provider?: ModelProvider; onClose: () => void }) {
  const { t } = useTranslation()
  const create = useCreateModelProvider()
  const update = useUpdateModelProvider()
  const test = useTestModelProvider()
  const save = provider ? update : create
  const [kind, setKind] = useState<Kind>(provider?.kind ?? 'openai')
  const [apiKey, setApiKey] = useState('')
  const [api, setApi] = useState(provider?.api ?? null)
  const [values, setValues] = useState({
    name: provider?.name ?? '',
    baseUrl: provider?.baseUrl ?? '',
    chat: provider?.models.chat ?? '',
    embedding: provider?.models.embedding ?? '',
    transcription: provider?.models.transcription ?? '',
  })
  const [vision, setVision] = useState(provider?.models.vision ?? false)
  const [isDefault, setDefault] = useState(provider?.isDefault ?? true)
  const errors = save.error instanceof ApiError ? save.error.fieldErrors() : {}
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: ({ currentTarget: { value } }: React.ChangeEvent<HTMLInputElement>) => setValues((kept) => ({ ...kept, [name]: value })),
    error: errors[name] ?? errors[`models.${name}`],
  })
  const kinds: { value: Kind; label: string }[] = [
    { value: 'openai', label: 'OpenAI' },
    { value: 'anthropic', label: 'Anthropic' },
    { value: 'google', label: 'Google' },
    { value: 'openai-compatible', label: t('models.kindCompatible') },
  ]
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const models = {
      chat: values.chat.trim(),
      embedding: values.embedding.trim() || null,
      transcription: values.transcription.trim() || null,
      vision,
    }
    const speaks = kind === 'openai' || kind === 'openai-compatible' ? api : null
    const fields = { kind, name: values.name.trim(), baseUrl: values.baseUrl.trim() || null, api: speaks, models, isDefault }
    // A connection is tried as soon as it is saved: its card says how that went.
    const finish = ({ id }: ModelProvider) => {
      test.mutate(id)
      onClose()
    }
    if (provider) update.mutate({ id: provider.id, ...fields, ...(apiKey ? { apiKey } : {}) }, { onSuccess: finish })
    else create.mutate({ ...fields, apiKey }, { onSuccess: finish })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={provider ? t('action.edit') : t('models.new')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={save.error} />
          <Select
            label={t('models.kind')}
            data={kinds}
            value={kind}
            onChange={(value) => value && setKind(value as Kind)}
            allowDeselect={false}
            disabled={Boolean(provider)}
          />
          <TextInput label={t('models.name')} required maxLength={100} data-testid="model-name" {...field('name')} />
          {kind === 'openai-compatible' && (
            <TextInput
              label={t('models.baseUrl')}
              type="url"
              placeholder="https://"
              dir="ltr"
              required
              data-testid="model-base-url"
              {...field('baseUrl')}
            />
          )}
          <PasswordInput
            label={t('models.apiKey')}
            description={provider ? t('models.apiKeyKept', { hint: provider.keyHint }) : undefined}
            value={apiKey}
            onChange={({ currentTarget }) => setApiKey(currentTarget.value)}
            error={errors.apiKey}
            required={!provider}
            dir="ltr"
            autoComplete="off"
            data-testid="model-api-key"
          />
          {(kind === 'openai' || kind === 'openai-compatible') && (
            <Select
              label={t('models.api')}
              data={interfaces}
              placeholder={t('models.apiAuto')}
              value={api}
              onChange={setApi}
              clearable
              clearButtonProps={{ 'aria-label': t('action.clear') }}
            />
          )}
          <TextInput label={t('models.chat')} dir="ltr" required data-testid="model-chat" {...field('chat')} />
          <TextInput label={t('models.embedding')} description={t('common.optional')} dir="ltr" {...field('embedding')} />
          <TextInput label={t('models.transcription')} description={t('common.optional')} dir="ltr" {...field('transcription')} />
          <Switch label={t('models.vision')} checked={vision} onChange={({ currentTarget }) => setVision(currentTarget.checked)} />
          <Switch label={t('models.isDefault')} checked={isDefault} onChange={({ currentTarget }) => setDefault(currentTarget.checked)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} data-testid="model-save">
              {t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
