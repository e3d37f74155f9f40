import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../../components/copy-field.tsx'
import { FormError } from '../../../components/form-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { EventType, Webhook } from '../../../lib/contract.ts'
import { useCreateWebhook, useUpdateWebhook } from '../api/webhooks.ts'
import { EventPicker } from './event-picker.tsx'

export function WebhookDialog({ webhook, onClose }: { webhook?: Webhook; onClose: () => void }) {
  const { t } = useTranslation()
  const create = useCreateWebhook()
  const update = useUpdateWebhook(webhook?.id ?? '')
  const save = webhook ? update : create
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [types, setTypes] = useState<EventType[]>(webhook?.types ?? ['message.received'])
  const errors = save.error instanceof ApiError ? save.error.fieldErrors() : {}
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const fields = { url: url.trim(), description: description.trim() || null, types }
    // A new webhook's secret is shown next, and only then.
    if (webhook) update.mutate(fields, { onSuccess: onClose })
    else create.mutate(fields)
  }
  const secret = create.data?.secret
  return (
    <Modal
      opened
      onClose={onClose}
      title={webhook ? t('action.edit') : t('webhooks.new')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      closeOnClickOutside={!secret}
      size="lg"
    >
      {secret ? (
        <Stack>
          <CopyField label={t('webhooks.secret')} value={secret} hint={t('webhooks.secretHint')} testId="webhook-secret" />
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <FormError error={save.error} />
            <TextInput
              label={t('webhooks.url')}
              description={t('webhooks.addressHint')}
              type="url"
              placeholder="https://"
              dir="ltr"
              value={url}
              onChange={({ currentTarget }) => setUrl(currentTarget.value)}
              error={errors.url}
              required
              data-autofocus
              data-testid="webhook-url"
            />
            <TextInput
              label={t('webhooks.description')}
              value={description}
              onChange={({ currentTarget }) => setDescription(currentTarget.value)}
              maxLength={200}
            />
            <EventPicker value={types} onChange={setTypes} error={errors.types} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" loading={save.isPending} disabled={types.length === 0} data-testid="webhook-save">
                {webhook ? t('action.save') : t('action.create')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
