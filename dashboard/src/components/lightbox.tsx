import { ActionIcon, Group, Modal, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './lightbox.module.css'

/** A picture as large as the screen; a click shows it in its own size. */
export function Lightbox({ url, alt, name, onClose }: { url: string; alt: string; name: string | null; onClose: () => void }) {
  const { t } = useTranslation()
  const [isZoomed, setZoomed] = useState(false)
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen
      radius={0}
      padding={0}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      styles={{ header: { paddingInline: 16, minHeight: 56 } }}
      title={
        <Group gap="xs">
          <Text fw={600}>{name ?? t('message.image')}</Text>
          <ActionIcon component="a" href={url} download={name ?? true} variant="subtle" color="gray" aria-label={t('action.open')}>
            <IconDownload size={18} />
          </ActionIcon>
        </Group>
      }
    >
      <button
        type="button"
        className={classes.stage}
        data-zoomed={isZoomed}
        onClick={() => setZoomed(!isZoomed)}
        aria-label={t('message.zoom')}
      >
        <img src={url} alt={alt} />
      </button>
    </Modal>
  )
}
