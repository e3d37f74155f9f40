import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'

/** Adds one more, as long as there is room. */
export function AddButton({ label, onAdd, testId }: { label: string; onAdd: () => void; testId: string }) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={onAdd}
      style={{ alignSelf: 'flex-start' }}
      data-testid={testId}
    >
      {label}
    </Button>
  )
}
