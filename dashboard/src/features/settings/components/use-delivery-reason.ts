import { useTranslation } from 'react-i18next'

/** Why a delivery did not arrive, in words; a code that this page does not know yet is shown as it is. */
export function useDeliveryReason(): (code: string) => string {
  const { t, i18n } = useTranslation()
  return (code) => {
    const key = `webhooks.reason.${code}`
    return i18n.exists(key) ? t(key as 'webhooks.reason.private-note') : code
  }
}
