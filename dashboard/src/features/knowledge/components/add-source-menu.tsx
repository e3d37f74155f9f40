import { Button, Group, Menu, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { IconFileText, IconMessageQuestion, IconPlus, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { NewSource } from '../../../lib/contract.ts'
import { useAddSource } from '../api/knowledge.ts'

type Kind = NewSource['type']
const kinds = [
  { kind: 'faq', icon: IconMessageQuestion, text: 'knowledge.addFaq' },
  { kind: 'text', icon: IconFileText, text: 'knowledge.addText' },
  { kind: 'url', icon: IconWorld, text: 'knowledge.addUrl' },
] as const

export function AddSourceMenu({ knowledgeId }: { knowledgeId: string }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind | null>(null)
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button leftSection={<IconPlus size={16} aria-hidden />} data-testid="source-add">
            {t('knowledge.addSource')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map(({ kind: name, icon: Icon, text }) => (
            <Menu.Item
              key={name}
              leftSection={<Icon size={17} aria-hidden />}
              onClick={() => setKind(name)}
              data-testid={`source-add-${name}`}
            >
              {t(text)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {kind && <AddSource knowledgeId={knowledgeId} kind={kind} onClose={() => setKind(null)} />}
    </>
  )
}

const titles = { faq: 'knowledge.addFaq', text: 'knowledge.addText', url: 'knowledge.addUrl' } as const

function AddSource({ knowledgeId, kind, onClose }: { knowledgeId: string; kind: Kind; onClose: () => void }) {
  const { t } = useTranslation()
  const add = useAddSource(knowledgeId)
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const errors = add.error instanceof ApiError ? add.error.fieldErrors() : {}
  const source = (): NewSource =>
    kind === 'faq'
      ? { type: kind, question: first, answer: second }
      : kind === 'text'
        ? { type: kind, title: first, text: second }
        : { type: kind, url: first.trim() }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    add.mutate(source(), { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t(titles[kind])} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <FormError error={add.error} />
          <TextInput
            label={t(kind === 'faq' ? 'knowledge.question' : kind === 'text' ? 'knowledge.sourceTitle' : 'knowledge.url')}
            type={kind === 'url' ? 'url' : 'text'}
            placeholder={kind === 'url' ? 'https://' : ''}
            dir={kind === 'url' ? 'ltr' : 'auto'}
            value={first}
            onChange={({ currentTarget }) => setFirst(currentTarget.value)}
            error={errors.question ?? errors.title ?? errors.url}
            required
            data-autofocus
            data-testid="source-first"
          />
          {kind !== 'url' && (
            <Textarea
              label={t(kind === 'faq' ? 'knowledge.answer' : 'knowledge.sourceText')}
              value={second}
              onChange={({ currentTarget }) => setSecond(currentTarget.value)}
              error={errors.answer ?? errors.text}
              autosize
              minRows={kind === 'faq' ? 4 : 8}
              maxRows={20}
              required
              dir="auto"
              data-testid="source-second"
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending} data-testid="source-submit">
              {t('action.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
