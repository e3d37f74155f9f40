import { FileInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../../lib/api.ts'
import type { TemplateRules } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'

type Kind = keyof TemplateRules['headerFiles']

interface ExampleFileProps {
  channelId: string
  kind: Kind
  rules: TemplateRules
  error: string | undefined
  isFixed: boolean
  onChange: (handle: string | null) => void
}

/** What the reviewers see in the header's place: it goes to the provider at once, and with the template only its handle. */
export function ExampleFile({ channelId, kind, rules, error, isFixed, onChange }: ExampleFileProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const explain = useErrorText()
  const { mimeTypes, maxBytes } = rules.headerFiles[kind]
  const [chosen, setChosen] = useState<File | null>(null)
  const upload = useMutation({
    mutationFn: (file: File) => api.upload<{ format: Kind; handle: string }>(`/channels/${channelId}/templates/examples`, file),
  })
  const isOther = upload.data !== undefined && upload.data.format !== kind
  const isTooBig = chosen !== null && chosen.size > maxBytes
  const choose = (file: File | null) => {
    setChosen(file)
    upload.reset()
    onChange(null)
    if (file && file.size <= maxBytes) {
      upload.mutate(file, { onSuccess: ({ format: found, handle }) => onChange(found === kind ? handle : null) })
    }
  }
  const fault = isTooBig
    ? t('composer.fileTooBig', { name: chosen.name, max: format.bytes(maxBytes) })
    : isOther
      ? t('templates.exampleOther')
      : upload.error
        ? explain(upload.error)
        : (error ?? null)
  return (
    <FileInput
      label={t('templates.exampleFile')}
      description={upload.isPending ? t('composer.uploading') : t('templates.exampleFileHint')}
      placeholder={t('composer.attach')}
      accept={mimeTypes.join(',')}
      value={chosen}
      onChange={choose}
      error={fault}
      disabled={isFixed}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      withAsterisk
      fileInputProps={{ 'data-testid': 'template-example-file' } as React.ComponentProps<'input'>}
    />
  )
}
