import { Text } from '@mantine/core'
import { IconTool } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './passage-list.module.css'

interface ToolCall {
  name: string
  input: unknown
  output: unknown
}

export function ToolCallList({ calls }: { calls: readonly ToolCall[] }) {
  const { t } = useTranslation()
  if (calls.length === 0) return null
  return (
    <div>
      <Text fz="xs" fw={600} c="dimmed" mb={4}>
        {t('why.tools')}
      </Text>
      {calls.map((call, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls are listed in the order they were made and never change
        <details key={index} className={classes.passage}>
          <summary>
            <IconTool size={14} aria-hidden style={{ verticalAlign: -2 }} /> {call.name}
          </summary>
          <pre className={classes.code} dir="ltr">
            {JSON.stringify(call.input, null, 2)}
            {'\n→ '}
            {JSON.stringify(call.output, null, 2)}
          </pre>
        </details>
      ))}
    </div>
  )
}
