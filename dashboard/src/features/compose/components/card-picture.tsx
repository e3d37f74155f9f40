import { FileInput } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../../lib/api.ts'
import type { Capabilities } from '../../../lib/contract.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { useRefusalText } from '../../../lib/use-refusal-text.ts'
import type { CardDraft } from '../api/draft.ts'

interface CardPictureProps {
  media: Capabilities['media']
  onChange: (picture: CardDraft['picture']) => void
  testId: string
}

/** The picture of a card: refused at once where the channel does not take it, else uploaded, so that the preview shows it. */
export function CardPicture({ media, onChange, testId }: CardPictureProps) {
  const { t } = useTranslation()
  const explain = useErrorText()
  const refusalText = useRefusalText()
  const upload = useMutation({ mutationFn: (given: File) => api.upload<{ id: string }>('/files', given) })
  const [chosen, setChosen] = useState<File | null>(null)
  const refusal = chosen && refusalText(chosen, { ...media, document: null })
  const choose = (given: File | null) => {
    setChosen(given)
    upload.reset()
    onChange(null)
    if (given && !refusalText(given, { ...media, document: null }))
      upload.mutate(given, { onSuccess: ({ id }) => onChange({ fileId: id, name: given.name }) })
  }
  return (
    <FileInput
      label={t('message.image')}
      placeholder={t('composer.attach')}
      description={upload.isPending ? t('composer.uploading') : undefined}
      leftSection={<IconPhoto size={17} aria-hidden />}
      accept={media.image?.mimeTypes.join(',') ?? ''}
      value={chosen}
      onChange={choose}
      error={refusal ?? (upload.error ? explain(upload.error) : null)}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      fileInputProps={{ 'data-testid': testId } as React.ComponentProps<'input'>}
    />
  )
}
