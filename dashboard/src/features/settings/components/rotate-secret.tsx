import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyField } from '../../../components/copy-field.tsx'
import { FormError } from '../../../components/form-error.tsx'
import type { Webhook } from '../../../lib/contract.ts'
import { useRotateSecret } from '../api/webhooks.ts'

/** Says first what happens to whoever checks signatures, then shows the new secret, once. */
export function RotateSecret({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation()
  const rotate = useRotateSecret(webhook.id)
  const secret = rotate.data?.secret
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhooks.rotate')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      closeOnClickOutside={!secret}
    >
      {secret ? (
        <Stack>
          <CopyField label={t('webhooks.secret')} value={secret} hint={t('webhooks.secretHint')} testId="webhook-secret" />
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Stack>
      ) : (
        <Stack>
          <Text>{t('webhooks.rotateText')}</Text>
          <FormError error={rotate.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button onClick={() => rotate.mutate()} loading={rotate.isPending} data-testid="webhook-rotate-confirm">
              {t('webhooks.rotate')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
