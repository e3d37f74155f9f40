import { IconFile, IconMusic, IconPhoto, IconVideo } from '@tabler/icons-react'
import type { Message } from '../../../lib/contract.ts'
import classes from './thread.module.css'

const icons = { image: IconPhoto, audio: IconMusic, video: IconVideo, document: IconFile } as const

/** Files that lie elsewhere: named, and opened by who wants to. The dashboard itself asks no foreign host for them. */
export function LinkedFiles({ files }: { files: NonNullable<Message['linkedFiles']> }) {
  return files.map(({ kind, url, name }) => {
    const Icon = icons[kind]
    return (
      <div key={url} className={classes.card} data-testid="linked-file">
        <Icon size={20} aria-hidden />
        <a href={url} target="_blank" rel="noopener noreferrer nofollow" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{name ?? url}</bdi>
        </a>
      </div>
    )
  })
}
