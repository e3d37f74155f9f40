import { Text, Title } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './empty-page.module.css'

/** What will be here, and the one thing to do about it. */
export function EmptyPage({ icon: Icon, title, text, action }: { icon: Icon; title: string; text: string; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <Icon size={38} stroke={1.3} aria-hidden />
      <Title order={2}>{title}</Title>
      <Text c="dimmed" maw={440} mb={4}>
        {text}
      </Text>
      {action}
    </div>
  )
}
