import { ActionIcon, Menu } from '@mantine/core'
import {
  IconAddressBook,
  IconBuildingStore,
  IconCards,
  IconClick,
  IconClipboardText,
  IconExternalLink,
  IconForms,
  IconList,
  IconMapPin,
  IconMapPinQuestion,
  IconPhoneIncoming,
  IconShoppingBag,
  IconSquareRoundedPlus,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type InsertKind, insertKinds } from '../../../../../contract/compose-kinds.ts'
import type { Channel } from '../../../lib/contract.ts'
import classes from './compose.module.css'

const icons = {
  buttons: IconClick,
  list: IconList,
  link: IconExternalLink,
  cards: IconCards,
  form: IconForms,
  flow: IconClipboardText,
  products: IconShoppingBag,
  catalog: IconBuildingStore,
  location: IconMapPin,
  'contact-cards': IconAddressBook,
  'location-request': IconMapPinQuestion,
  'contact-request': IconPhoneIncoming,
} as const satisfies Record<InsertKind, unknown>

/** What only its provider has is offered there alone: elsewhere it would be an id that tells the customer nothing. */
const ofProviders: readonly InsertKind[] = ['flow', 'products', 'catalog']

/** Everything that can be sent besides words and files; what this channel has no place for says so. */
export function InsertMenu({ channel, onChoose }: { channel: Channel; onChoose: (kind: InsertKind) => void }) {
  const { t } = useTranslation()
  const becomes = (kind: InsertKind) => channel.carries[kind]
  const offered = insertKinds.filter((kind) => becomes(kind).length === 0 || !ofProviders.includes(kind))
  return (
    <Menu position="top-start" width={300} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          title={t('compose.insert')}
          aria-label={t('compose.insert')}
          data-testid="composer-insert"
        >
          <IconSquareRoundedPlus size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {offered.map((kind) => {
          const Icon = icons[kind]
          const [notice] = becomes(kind)
          return (
            <Menu.Item
              key={kind}
              leftSection={<Icon size={17} aria-hidden />}
              onClick={() => onChoose(kind)}
              data-testid={`insert-${kind}`}
            >
              {t(`compose.kind.${kind}`)}
              {notice && (
                <span className={classes.detail} style={{ display: 'block' }}>
                  {t(`compose.notice.${notice}`)}
                </span>
              )}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
