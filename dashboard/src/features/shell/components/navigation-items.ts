import { IconAddressBook, IconBook2, IconHome, IconInbox, IconPlugConnected, IconSettings, IconSparkles } from '@tabler/icons-react'

export const navigationItems = [
  { page: 'home', to: '/', icon: IconHome },
  { page: 'inbox', to: '/inbox', icon: IconInbox },
  { page: 'contacts', to: '/contacts', icon: IconAddressBook },
  { page: 'agents', to: '/agents', icon: IconSparkles },
  { page: 'knowledge', to: '/knowledge', icon: IconBook2 },
  { page: 'channels', to: '/channels', icon: IconPlugConnected },
  { page: 'settings', to: '/settings', icon: IconSettings },
] as const
