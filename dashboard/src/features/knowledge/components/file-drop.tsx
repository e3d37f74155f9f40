import { Loader } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotifyError } from '../../../lib/notify.ts'
import { useUploadSource } from '../api/knowledge.ts'
import classes from './source-table.module.css'

const accepted = '.pdf,.docx,.html,.htm,.md,.markdown,.txt,.csv'

/** Takes documents by drag and drop or by the file chooser, one after the other. */
export function FileDrop({ knowledgeId }: { knowledgeId: string }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const upload = useUploadSource(knowledgeId)
  const chooser = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = async (files: FileList | null) => {
    for (const file of [...(files ?? [])]) await upload.mutateAsync(file).catch(notifyError)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files)
  }
  return (
    <>
      <button
        type="button"
        className={classes.drop}
        data-over={isOver}
        onClick={() => chooser.current?.click()}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {upload.isPending ? (
          <>
            <Loader size={18} /> {t('knowledge.uploading', { name: upload.variables.name })}
          </>
        ) : (
          <>
            <IconUpload size={20} stroke={1.6} aria-hidden /> {t('knowledge.drop')}
          </>
        )}
      </button>
      <input
        ref={chooser}
        type="file"
        accept={accepted}
        multiple
        hidden
        data-testid="source-file"
        onChange={({ currentTarget }) => {
          const { files } = currentTarget
          void take(files).finally(() => {
            currentTarget.value = ''
          })
        }}
      />
    </>
  )
}
