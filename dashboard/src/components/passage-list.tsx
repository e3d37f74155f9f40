import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../lib/format.ts'
import classes from './passage-list.module.css'

interface ShownPassage {
  title: string
  text: string
  score: number
}

/** Passages of the knowledge, best first, with how well each matched. */
export function PassageList({ passages, emptyText }: { passages: readonly ShownPassage[]; emptyText: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (passages.length === 0) {
    return (
      <Text c="dimmed" fz="sm">
        {emptyText}
      </Text>
    )
  }
  return (
    <ol className={classes.list}>
      {passages.map((passage, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one source can give several passages, and their order is their rank
        <li key={index} className={classes.passage} data-testid="passage">
          <div className={classes.head}>
            <bdi className={classes.title}>{passage.title}</bdi>
            <span className={classes.score}>{t('why.score', { score: format.decimal(passage.score, 2) })}</span>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <div className={classes.text} dir="auto" tabIndex={0}>
            {passage.text}
          </div>
        </li>
      ))}
    </ol>
  )
}
