import {
  IconActivity,
  IconAddressBook,
  IconBook2,
  IconHome,
  IconInbox,
  IconPlugConnected,
  IconSettings,
  IconSparkles,
} from '@tabler/icons-react'
import { useMayOperate } from '../../accounts/api/session.ts'

const navigationItems = [
  { page: 'home', to: '/', icon: IconHome },
  { page: 'inbox', to: '/inbox', icon: IconInbox },
  { page: 'contacts', to: '/contacts', icon: IconAddressBook },
  { page: 'agents', to: '/agents', icon: IconSparkles },
  { page: 'knowledge', to: '/knowledge', icon: IconBook2 },
  { page: 'channels', to: '/channels', icon: IconPlugConnected },
  { page: 'operations', to: '/operations', icon: IconActivity },
  { page: 'settings', to: '/settings', icon: IconSettings },
] as const

/** The pages that this person may see. */
export function useNavigationItems(): (typeof navigationItems)[number][] {
  const mayOperate = useMayOperate()
  return navigationItems.filter(({ page }) => page !== 'operations' || mayOperate)
}
