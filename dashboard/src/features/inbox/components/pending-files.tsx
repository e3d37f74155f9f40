import { CloseButton, Loader } from '@mantine/core'
import { IconBan } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../lib/format.ts'
import { useErrorText } from '../../../lib/use-error-text.ts'
import { refusalText } from '../../../lib/use-refusal-text.ts'
import type { PendingFile } from '../api/pending-files.ts'
import classes from './thread.module.css'

/** Files that wait to be sent, and those that the channel does not take, with the reason. */
export function PendingFiles({ files, onRemove }: { files: readonly PendingFile[]; onRemove: (key: string) => void }) {
  const { t } = useTranslation()
  const explain = useErrorText()
  const format = useFormat()
  if (files.length === 0) return null
  return (
    <div className={classes.files}>
      {files.map(({ key, name, fileId, error, refused }) => (
        <div
          key={key}
          className={classes.pendingFile}
          data-failed={Boolean(error ?? refused)}
          data-testid={refused ? 'composer-file-refused' : 'composer-pending-file'}
          title={error ? explain(error) : undefined}
        >
          {!fileId && !error && !refused && <Loader size={14} aria-label={t('composer.uploading')} />}
          {refused ? (
            <span role="alert" className={classes.refusal}>
              <IconBan size={15} aria-hidden /> {refusalText(t, format.bytes, name, refused)}
            </span>
          ) : (
            <bdi className={classes.fileName}>{name}</bdi>
          )}
          {error ? <span>{t('composer.uploadFailed')}</span> : null}
          <CloseButton size="sm" onClick={() => onRemove(key)} aria-label={`${t('message.remove')}: ${name}`} />
        </div>
      ))}
    </div>
  )
}
