import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './compose.module.css'
import { RemoveButton } from './remove-button.tsx'

interface OneOfSeveralProps {
  name: string
  /** The last one stays. */
  isOnly: boolean
  onRemove: () => void
  testId?: string
  children: ReactNode
}

/** A part that there may be several of, with its name and the way to take it away. */
export function OneOfSeveral({ name, isOnly, onRemove, testId, children }: OneOfSeveralProps) {
  return (
    <div className={classes.repeated} data-testid={testId}>
      <Group justify="space-between" wrap="nowrap">
        <Text fz="sm" fw={600}>
          {name}
        </Text>
        {!isOnly && <RemoveButton what={name} onRemove={onRemove} />}
      </Group>
      {children}
    </div>
  )
}
