import { Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { PassageList } from '../../../components/passage-list.tsx'
import { Section } from '../../../components/section.tsx'
import { searchQuery } from '../api/knowledge.ts'

export function SearchTester({ knowledgeId }: { knowledgeId: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 250)
  const { data, error, isFetching } = useQuery({ ...searchQuery(knowledgeId, asked), placeholderData: keepPreviousData })
  return (
    <Section title={t('knowledge.test')} text={t('knowledge.testText')}>
      <TextInput
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        placeholder={t('knowledge.testPlaceholder')}
        aria-label={t('knowledge.test')}
        leftSection={<IconSearch size={16} aria-hidden />}
        dir="auto"
        mb="sm"
        data-testid="knowledge-search"
      />
      <FormError error={error} />
      {asked && !data && isFetching && <Skeleton h={60} />}
      {asked && data && <PassageList passages={data} emptyText={t('knowledge.testNothing')} />}
    </Section>
  )
}
