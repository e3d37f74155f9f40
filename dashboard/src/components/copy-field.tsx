import { ActionIcon, Code, CopyButton, Group, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface CopyFieldProps {
  label: string
  /** Where a heading says it already. */
  isLabelHidden?: boolean
  value: string
  hint?: string
  testId?: string
}

/** Something to be pasted elsewhere. */
export function CopyField({ label, isLabelHidden = false, value, hint, testId }: CopyFieldProps) {
  const { t } = useTranslation()
  return (
    <div>
      {!isLabelHidden && (
        <Text fz="sm" fw={550} mb={4}>
          {label}
        </Text>
      )}
      <Group gap={6} wrap="nowrap" align="stretch">
        <Code
          block
          flex={1}
          dir="ltr"
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', textAlign: 'left', minWidth: 0 }}
          data-testid={testId}
        >
          {value}
        </Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Tooltip label={t(copied ? 'action.copied' : 'action.copy')}>
              <ActionIcon variant="default" size="lg" onClick={copy} aria-label={`${t('action.copy')}: ${label}`}>
                {copied ? <IconCheck size={17} color="var(--p-green-text)" /> : <IconCopy size={17} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
      {hint && (
        <Text fz="xs" c="dimmed" mt={4}>
          {hint}
        </Text>
      )}
    </div>
  )
}
