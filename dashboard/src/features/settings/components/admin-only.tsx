import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { Page } from '../../../components/page.tsx'
import { useMay } from '../../accounts/api/session.ts'

/** For who follows a link to a page that their role does not reach: says why, and asks the server for nothing. */
export function AdminOnly({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  if (useMay('admin')) return children
  return (
    <Page title={title} width="narrow">
      <EmptyPage icon={IconLock} title={t('error.title')} text={t('settings.adminsOnly')} />
    </Page>
  )
}
