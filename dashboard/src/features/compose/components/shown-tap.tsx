import { IconExternalLink, IconForms, IconMapPin, IconPhone, IconShoppingBag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ShownButton } from '../../../lib/contract.ts'
import classes from '../../templates/components/templates.module.css'

const icons = {
  reply: null,
  link: IconExternalLink,
  form: IconForms,
  location: IconMapPin,
  number: IconPhone,
  catalog: IconShoppingBag,
} as const

/** What can be tapped. Some words the provider's own app writes, in the language of the phone. */
export function ShownTap({ button: { title, does } }: { button: ShownButton }) {
  const { t } = useTranslation()
  const Icon = icons[does]
  return (
    <div className={classes.button} data-testid="compose-shown-button">
      {Icon && <Icon size={16} aria-hidden />}
      <bdi>{title ?? t(`compose.does.${does}`)}</bdi>
    </div>
  )
}
