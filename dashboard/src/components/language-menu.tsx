import { Button, Menu } from '@mantine/core'
import { IconCheck, IconLanguage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { changeLanguage, languages } from '../lib/i18n.ts'

export function LanguageMenu() {
  const { i18n, t } = useTranslation()
  const current = languages.find(({ code }) => code === i18n.language)
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="dimmed"
          leftSection={<IconLanguage size={16} aria-hidden />}
          aria-label={`${t('nav.language')}: ${current?.name}`}
        >
          {current?.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <LanguageItems />
      </Menu.Dropdown>
    </Menu>
  )
}

export function LanguageItems() {
  const { i18n } = useTranslation()
  return languages.map(({ code, name }) => (
    <Menu.Item
      key={code}
      lang={code}
      onClick={() => void changeLanguage(code)}
      rightSection={code === i18n.language ? <IconCheck size={14} aria-hidden /> : null}
    >
      {name}
    </Menu.Item>
  ))
}
