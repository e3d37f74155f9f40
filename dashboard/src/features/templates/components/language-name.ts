import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** A language by its provider's code (`pt_BR`), in the person's own language; the code itself where nobody knows it. */
export function useLanguageName(): (code: string) => string {
  const { i18n } = useTranslation()
  return useCallback(
    (code) => {
      try {
        return new Intl.DisplayNames([i18n.language, 'en'], { type: 'language' }).of(code.replace('_', '-')) ?? code
      } catch {
        return code
      }
    },
    [i18n.language],
  )
}
