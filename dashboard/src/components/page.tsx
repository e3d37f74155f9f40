import { Text, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LinkText } from './link-button.tsx'
import classes from './page.module.css'

interface PageProps {
  title: ReactNode
  text?: ReactNode
  actions?: ReactNode
  back?: { to: LinkProps['to']; params?: LinkProps['params']; label: string }
  width?: 'normal' | 'narrow' | 'full'
  children: ReactNode
}

/** The frame of every page that is read rather than worked in: title, what it is for, its actions. */
export function Page({ title, text, actions, back, width = 'normal', children }: PageProps) {
  return (
    <div className={`${classes.page} ${width === 'normal' ? '' : classes[width]}`}>
      {back && (
        <LinkText
          to={back.to}
          params={back.params}
          c="dimmed"
          fz="sm"
          mb={4}
          style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}
        >
          <IconChevronLeft size={16} aria-hidden className="mirrored" />
          {back.label}
        </LinkText>
      )}
      <header className={classes.head}>
        <div className={classes.titles}>
          <Title order={1}>{title}</Title>
          {text && (
            <Text c="dimmed" mt={2} maw={640}>
              {text}
            </Text>
          )}
        </div>
        {actions}
      </header>
      {children}
    </div>
  )
}
