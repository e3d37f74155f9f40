import { useTranslation } from 'react-i18next'

/** Why the AI handed over: a code where Parley gives the reason, words where a person does. */
export function useHandoverReason(reason: string | null | undefined): string | null {
  const { t, i18n } = useTranslation()
  if (!reason) return null
  return i18n.exists(`handoverReason.${reason}`) ? t(`handoverReason.${reason as 'anger'}`) : reason
}
