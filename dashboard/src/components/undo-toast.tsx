import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'

/** Says what was done and offers for some seconds to take it back. */
export function useUndoToast(): (message: string, undo: () => void) => void {
  const { t } = useTranslation()
  return (message, undo) => {
    const id = notifications.show({
      autoClose: 7000,
      closeButtonProps: { 'aria-label': t('action.close') },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <span>{message}</span>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              undo()
              notifications.hide(id)
            }}
          >
            {t('action.undo')}
          </Button>
        </Group>
      ),
    })
  }
}
