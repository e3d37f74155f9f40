import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from './use-error-text.ts'

/** Says in a corner what failed; for actions that have no place of their own for an error. */
export function useNotifyError(): (error: unknown) => void {
  const { t } = useTranslation()
  return useCallback(
    (error) =>
      void notifications.show({
        color: 'red',
        title: t('error.title'),
        message: errorText(t, error),
        autoClose: 8000,
        closeButtonProps: { 'aria-label': t('action.close') },
      }),
    [t],
  )
}

export function useNotifyDone(): (message: string) => void {
  const { t } = useTranslation()
  return useCallback(
    (message) => void notifications.show({ message, autoClose: 3000, closeButtonProps: { 'aria-label': t('action.close') } }),
    [t],
  )
}
