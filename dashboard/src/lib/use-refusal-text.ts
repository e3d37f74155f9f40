import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { type FileFit, fitFile } from '../../../contract/fit-file.ts'
import type { Capabilities } from './contract.ts'
import { useFormat } from './format.ts'

interface ChosenFile {
  name: string
  /** As the browser says; empty where it does not know, which the server then finds out. */
  type: string
  size: number
}

export function refusalText(t: TFunction, bytes: (size: number) => string, name: string, fit: FileFit): string | null {
  if ('kind' in fit) return null
  return fit.refused === 'size' ? t('composer.fileTooBig', { name, max: bytes(fit.maxBytes) }) : t('composer.kindRefused', { name })
}

/** Why a channel does not take a file, in words; null where it does. */
export function useRefusalText(): (file: ChosenFile, media: Capabilities['media']) => string | null {
  const { t } = useTranslation()
  const { bytes } = useFormat()
  return useCallback(
    ({ name, type, size }, media) => (type === '' ? null : refusalText(t, bytes, name, fitFile({ mimeType: type, size }, media))),
    [t, bytes],
  )
}
