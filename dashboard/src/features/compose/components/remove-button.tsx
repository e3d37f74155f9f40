import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** Takes one of several away. */
export function RemoveButton({ what, onRemove }: { what: string; onRemove: () => void }) {
  const { t } = useTranslation()
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" onClick={onRemove} aria-label={`${t('message.remove')}: ${what}`}>
      <IconTrash size={16} />
    </ActionIcon>
  )
}
