import { Button, Group, Text, Textarea } from '@mantine/core'
import { IconSend, IconSparkles } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../lib/contract.ts'
import { useDraftAct } from '../api/use-conversation-act.ts'
import classes from './thread.module.css'

/** What the AI would say: a person sends it, changes it or throws it away. */
export function DraftCard({ conversation, draft }: { conversation: Conversation; draft: NonNullable<Conversation['draft']> }) {
  const { t } = useTranslation()
  const act = useDraftAct(conversation.id)
  const [edited, setEdited] = useState<string | null>(null)
  const approve = () => act.mutate(edited === null ? { name: 'approve' } : { name: 'approve', text: edited })
  return (
    <section className={classes.draft} aria-label={t('draft.title')} data-testid="draft">
      <Group gap={6} c="var(--p-accent-text)">
        <IconSparkles size={16} aria-hidden />
        <Text fz="sm" fw={600}>
          {t('draft.title')}
        </Text>
      </Group>
      {edited === null ? (
        <div className={classes.draftText} dir="auto">
          {draft.text}
        </div>
      ) : (
        <Textarea
          my={8}
          autosize
          minRows={2}
          maxRows={8}
          value={edited}
          onChange={({ currentTarget }) => setEdited(currentTarget.value)}
          aria-label={t('draft.label')}
          dir="auto"
          autoFocus
        />
      )}
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconSend size={14} className="mirrored" aria-hidden />}
          onClick={approve}
          disabled={edited?.trim() === ''}
          data-testid="draft-approve"
        >
          {t('draft.approve')}
        </Button>
        {edited === null && (
          <Button size="xs" variant="default" onClick={() => setEdited(draft.text)} data-testid="draft-edit">
            {t('draft.edit')}
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          c="dimmed"
          onClick={() => act.mutate({ name: 'discard' })}
          data-testid="draft-discard"
        >
          {t('draft.discard')}
        </Button>
      </Group>
    </section>
  )
}
