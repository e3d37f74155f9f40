import { Group, Kbd, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
const mod = isMac ? '⌘' : 'Ctrl'
const alt = isMac ? '⌥' : 'Alt'

const groups = [
  {
    name: 'everywhere',
    rows: [
      ['palette', [mod, 'K']],
      ['sheet', ['?']],
      ['close', ['Esc']],
    ],
  },
  {
    name: 'inbox',
    rows: [
      ['next', [alt, 'J']],
      ['previous', [alt, 'K']],
      ['resolve', [alt, 'E']],
      ['resolveNext', [mod, alt, 'E']],
      ['snooze', [alt, 'M']],
      ['take', [alt, 'T']],
      ['reply', [alt, 'L']],
      ['note', [alt, 'P']],
      ['panel', [alt, 'O']],
      ['send', ['Enter']],
      ['newline', ['Shift', 'Enter']],
    ],
  },
] as const

export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={onClose} title={t('shortcuts.title')} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl">
        {groups.map(({ name, rows }) => (
          <Stack key={name} gap={8}>
            <Title order={3}>{t(`shortcuts.${name}`)}</Title>
            {rows.map(([act, keys]) => (
              <Group key={act} justify="space-between" wrap="nowrap">
                <Text fz="sm">{t(`shortcuts.${act}`)}</Text>
                <Group gap={4} wrap="nowrap" dir="ltr">
                  {keys.map((key) => (
                    <Kbd key={key} size="xs">
                      {key}
                    </Kbd>
                  ))}
                </Group>
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  )
}
