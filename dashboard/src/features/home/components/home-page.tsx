import { Skeleton, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../../../components/page.tsx'
import { useFormat } from '../../../lib/format.ts'
import { useMe } from '../../accounts/api/session.ts'
import { useCounts } from '../../inbox/api/counts.ts'
import { FirstSteps } from './first-steps.tsx'
import classes from './home.module.css'

const figures = [
  { name: 'open', search: { status: 'open' } },
  { name: 'mine', search: { status: 'open', assigneeId: 'me' } },
  { name: 'unassigned', search: { status: 'open', assigneeId: 'none' } },
  { name: 'unread', search: { unread: true } },
  { name: 'pending', search: { status: 'pending' } },
] as const

export function HomePage() {
  const { t } = useTranslation()
  const me = useMe()
  const counts = useCounts()
  const format = useFormat()
  return (
    <Page title={t('home.hello', { name: me.user.name })} text={t('home.text')}>
      <div className={classes.figures}>
        {figures.map(({ name, search }) => (
          <Link key={name} to="/inbox" search={search} className={classes.figure}>
            <Text c="dimmed" fz="sm">
              {t(`home.${name}`)}
            </Text>
            {counts ? <div className={classes.number}>{format.number(counts[name])}</div> : <Skeleton h={31} w={40} />}
          </Link>
        ))}
      </div>
      <FirstSteps />
    </Page>
  )
}
