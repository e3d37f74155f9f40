import { Group, Text, Title } from '@mantine/core'
import { IconLock, IconSparkles } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageMenu } from '../../../components/language-menu.tsx'
import { Logo } from '../../../components/logo.tsx'
import { ThemeMenu } from '../../../components/theme-menu.tsx'
import classes from './auth-layout.module.css'

export function AuthLayout({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <main className={classes.side}>
        <Group gap={10}>
          <Logo size={32} />
          <Text fw={650} fz="lg">
            Parley
          </Text>
        </Group>
        <div className={classes.form}>
          <Title order={1} mb={4}>
            {title}
          </Title>
          <Text c="dimmed" mb="lg">
            {text}
          </Text>
          {children}
        </div>
        <Group justify="space-between">
          <LanguageMenu />
          <ThemeMenu />
        </Group>
      </main>
      <Scene />
    </div>
  )
}

/** Shows who speaks by the very looks that the inbox uses. */
function Scene() {
  const { t } = useTranslation()
  return (
    <aside className={classes.scene} aria-hidden="true">
      <div className={`${classes.bubble} ${classes.customer}`}>{t('scene.customer')}</div>
      <div className={`${classes.bubble} ${classes.agent}`}>
        <div className={classes.label}>
          <IconSparkles size={14} />
          {t('scene.agentName')} · {t('author.agent')}
        </div>
        {t('scene.agent')}
      </div>
      <div className={`${classes.bubble} ${classes.note}`}>
        <div className={classes.label}>
          <IconLock size={14} />
          {t('author.note')}
        </div>
        {t('scene.note')}
      </div>
      <div className={`${classes.bubble} ${classes.user}`}>
        <div className={classes.label}>{t('scene.userName')}</div>
        {t('scene.user')}
      </div>
      <p className={classes.caption}>{t('scene.caption')}</p>
    </aside>
  )
}
