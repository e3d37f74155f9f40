import { Anchor, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import { useFormat } from '../../../lib/format.ts'
import { contactConsentsQuery } from '../api/contacts.ts'

/** What the person agreed to, word for word, and when. */
export function ContactConsents({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data: consents } = useQuery(contactConsentsQuery(contactId))
  if (!consents?.length) return null
  return (
    <Section title={t('contacts.consents.title')}>
      <Stack gap="sm" data-testid="contact-consents">
        {consents.map(({ wording, link, given, givenAt, withdrawnAt }) => (
          <div key={givenAt}>
            <Text fz="sm" dir="auto" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
              {wording}
            </Text>
            <Text fz="xs" c="dimmed">
              {format.full(givenAt)} · {t(`contacts.consents.${given}`)}
              {withdrawnAt && ` · ${t('contacts.consents.withdrawn', { time: format.full(withdrawnAt) })}`}
              {link && (
                <>
                  {' · '}
                  <Anchor href={link} target="_blank" rel="noopener noreferrer" fz="xs">
                    {t('contacts.consents.more')}
                  </Anchor>
                </>
              )}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  )
}
