import type { TFunction } from 'i18next'

const known = ['poll', 'edit', 'revoke', 'too-large'] as const

/** Why there is nothing to see, by the provider's word for what the message was. */
export function unsupportedText(t: TFunction, kind: string | null | undefined): string {
  const named = known.find((one) => one === kind)
  if (named) return t(`message.unsupportedKind.${named}`)
  return kind ? t('message.unsupportedNamed', { kind }) : t('message.unsupported')
}
