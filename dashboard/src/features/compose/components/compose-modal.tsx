import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InsertKind } from '../../../../../contract/compose-kinds.ts'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import type { Channel, NewMessage } from '../../../lib/contract.ts'
import { directionOfText } from '../../../lib/direction-of-text.ts'
import templateClasses from '../../templates/components/templates.module.css'
import { composeMessage, needsText } from '../api/compose-message.ts'
import { type Draft, newDraft } from '../api/draft.ts'
import { usePreview } from '../api/message-preview.ts'
import { CountedInput } from './counted-input.tsx'
import type { FieldProps } from './field-props.ts'
import { KindFields } from './kind-fields.tsx'
import { PreviewPanel } from './preview-panel.tsx'

interface ComposeModalProps {
  kind: InsertKind
  channel: Channel
  conversationId: string
  /** What was already written in the composer. */
  initialText: string
  replyToId: string | null
  onSend: (message: NewMessage, fileNames: string[]) => void
  onClose: () => void
}

/** Kinds that may have a short line above and below. */
const framed: readonly InsertKind[] = ['buttons', 'list', 'link', 'flow', 'products']

/** Puts a message of one kind together, beside what the customer will see of it on this channel. */
export function ComposeModal({ kind, channel, conversationId, initialText, replyToId, onSend, onClose }: ComposeModalProps) {
  const { t } = useTranslation()
  const isSmall = useMediaQuery('(max-width: 48em)')
  const [draft, setDraft] = useState(() =>
    newDraft(initialText.slice(0, messageLimits.text), { choose: t('compose.choose'), submit: t('compose.does.submit') }),
  )
  const change: FieldProps['onChange'] = (patch) =>
    setDraft((kept) => ({ ...kept, ...(typeof patch === 'function' ? patch(kept) : patch) }))
  const composed = composeMessage(kind, draft)
  const body = composed && { ...composed, ...(replyToId ? { replyToId } : {}) }
  const { preview, error, isCurrent } = usePreview(conversationId, body)
  const isRefused = isCurrent && Boolean(preview?.refusal)
  const submit = () => {
    if (!body || isRefused) return
    onSend(body, pictureNames(kind, draft))
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={t(`compose.kind.${kind}`)}
      size="xl"
      fullScreen={isSmall ?? false}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {/* No form: Enter in one of the fields must not send what is half written. */}
      <div className={templateClasses.fields}>
        <Stack gap="sm">
          <Textarea
            label={t('compose.text')}
            description={needsText(kind) ? undefined : t('common.optional')}
            value={draft.text}
            onChange={({ currentTarget }) => change({ text: currentTarget.value })}
            maxLength={messageLimits.text}
            autosize
            minRows={2}
            maxRows={8}
            required={needsText(kind)}
            dir={directionOfText(draft.text)}
            data-autofocus
            data-testid="compose-text"
          />
          <KindFields kind={kind} draft={draft} capabilities={channel.capabilities} onChange={change} />
          {channel.capabilities.headers && framed.includes(kind) && <FrameFields draft={draft} onChange={change} />}
        </Stack>
        <PreviewPanel preview={preview} error={error} />
      </div>
      <Group justify="flex-end" mt="md">
        <Button
          onClick={submit}
          disabled={!body || isRefused}
          leftSection={<IconSend size={15} className="mirrored" aria-hidden />}
          data-testid="compose-send"
        >
          {t('composer.send')}
        </Button>
      </Group>
    </Modal>
  )
}

function FrameFields({ draft, onChange }: Pick<FieldProps, 'draft' | 'onChange'>) {
  const { t } = useTranslation()
  return (
    <>
      <CountedInput
        label={t('compose.header')}
        value={draft.header}
        onChange={(header) => onChange({ header })}
        maxLength={messageLimits.line}
        description={t('common.optional')}
        testId="compose-header"
      />
      <CountedInput
        label={t('compose.footer')}
        value={draft.footer}
        onChange={(footer) => onChange({ footer })}
        maxLength={messageLimits.line}
        description={t('common.optional')}
        testId="compose-footer"
      />
    </>
  )
}

function pictureNames(kind: InsertKind, { cards }: Draft): string[] {
  return kind === 'cards' ? cards.flatMap(({ picture }) => picture?.name ?? []) : []
}
