import { FileInput } from '@mantine/core'
import { IconFile, IconPhoto, IconVideo } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../../lib/api.ts'
import { useFormat } from '../../../lib/format.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { useChannel } from '../../channels/api/channels.ts'
import type { TemplateValues } from '../api/template-message.ts'

interface HeaderFileProps {
  channelId: string
  kind: 'image' | 'video' | 'document'
  file: TemplateValues['file']
  onChange: (file: TemplateValues['file']) => void
}

const icons = { image: IconPhoto, video: IconVideo, document: IconFile } as const

/** The picture, video or file above the text: uploaded as soon as it is chosen, so that sending does not wait for it. */
export function HeaderFile({ channelId, kind, file, onChange }: HeaderFileProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const explain = useErrorText()
  const limits = useChannel(channelId)?.capabilities.media[kind]
  const upload = useMutation({ mutationFn: (given: File) => api.upload<{ id: string }>('/files', given) })
  const [chosen, setChosen] = useState<File | null>(null)
  const isTooBig = chosen !== null && limits && chosen.size > limits.maxBytes
  const choose = (given: File | null) => {
    setChosen(given)
    upload.reset()
    onChange(null)
    if (given && !(limits && given.size > limits.maxBytes)) {
      upload.mutate(given, { onSuccess: ({ id }) => onChange({ fileId: id, name: given.name }) })
    }
  }
  const Icon = icons[kind]
  const tooBig = isTooBig ? t('composer.fileTooBig', { name: chosen.name, max: format.bytes(limits.maxBytes) }) : null
  return (
    <FileInput
      label={t(`templates.header.${kind}`)}
      placeholder={t('composer.attach')}
      description={chosen && !file && upload.isPending ? t('composer.uploading') : undefined}
      leftSection={<Icon size={17} aria-hidden />}
      accept={limits?.mimeTypes.join(',') ?? ''}
      value={chosen}
      onChange={choose}
      error={tooBig ?? (upload.error ? explain(upload.error) : null)}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      withAsterisk
      fileInputProps={{ 'data-testid': 'template-header-file' } as React.ComponentProps<'input'>}
    />
  )
}
