import { Button, Text } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../../lib/api.ts'
import type { Conversation } from '../../../lib/contract.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useHasMail, useMay } from '../../accounts/api/session.ts'
import { contactQuery } from '../../contacts/api/contacts.ts'

/** What was said, to the customer's own address; where that cannot be, it says why. */
export function SendTranscript({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const tell = useNotifyDone()
  const notifyError = useNotifyError()
  const mayAct = useMay('agent')
  const hasMail = useHasMail()
  const { data: contact } = useQuery(contactQuery(conversation.contactId))
  const send = useMutation({
    mutationFn: () => api.post<{ sentTo: string }>(`/conversations/${conversation.id}/transcript`),
    onSuccess: ({ sentTo }) => tell(t('panel.transcriptSent', { email: sentTo })),
    onError: notifyError,
  })
  if (!mayAct || !contact) return null
  if (!hasMail || !contact.email) {
    return (
      <Text fz={12} c="dimmed" mt={8}>
        {t('panel.transcript')}: {t(hasMail ? 'panel.transcriptNoAddress' : 'mail.off')}
      </Text>
    )
  }
  return (
    <Button
      variant="default"
      size="xs"
      mt={8}
      leftSection={<IconMail size={15} aria-hidden />}
      loading={send.isPending}
      onClick={() => send.mutate()}
      data-testid="send-transcript"
    >
      {t('panel.transcript')}
    </Button>
  )
}
