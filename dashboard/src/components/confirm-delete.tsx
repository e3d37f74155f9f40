import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from './form-error.tsx'

interface ConfirmDeleteProps {
  title: string
  text: string
  /** Has to be typed before anything that cannot be taken back. */
  typed?: string
  /** What the button says, where it is not deleting. */
  action?: string
  isBusy: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}

export function ConfirmDelete({ title, text, typed, action, isBusy, error, onConfirm, onClose }: ConfirmDeleteProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Stack>
        <Text>{text}</Text>
        {typed && (
          <TextInput
            label={t('confirm.typeName', { name: typed })}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            data-autofocus
            data-testid="confirm-name"
          />
        )}
        <FormError error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            color="red.8"
            onClick={onConfirm}
            loading={isBusy}
            disabled={typed !== undefined && name.trim() !== typed.trim()}
            data-testid="confirm-delete"
          >
            {action ?? t('action.delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
