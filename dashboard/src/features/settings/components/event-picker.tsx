import { Button, Checkbox, Group, Input, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { eventTypes } from '../../../../../contract/events.ts'
import type { EventType } from '../../../lib/contract.ts'
import { groupEventTypes } from '../api/group-event-types.ts'
import classes from './webhooks.module.css'

interface EventPickerProps {
  value: readonly EventType[]
  error: string | undefined
  onChange: (types: EventType[]) => void
}

/** All events in words, by what they are about; a group's box stands for all of it. */
export function EventPicker({ value, error, onChange }: EventPickerProps) {
  const { t } = useTranslation()
  const choose = (types: readonly EventType[], isChosen: boolean) =>
    onChange(eventTypes.filter((type) => (types.includes(type) ? isChosen : value.includes(type))))
  return (
    <Input.Wrapper label={t('webhooks.types')} error={error} labelElement="div">
      <Group justify="space-between" mb={6}>
        <Text fz="xs" c="dimmed" role="status">
          {t('webhooks.chosen', { count: value.length })}
        </Text>
        <Group gap={4}>
          <Button size="compact-xs" variant="subtle" onClick={() => choose(eventTypes, true)}>
            {t('webhooks.chooseAll')}
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" c="dimmed" onClick={() => choose(eventTypes, false)}>
            {t('action.clear')}
          </Button>
        </Group>
      </Group>
      <fieldset className={classes.events} aria-label={t('webhooks.types')}>
        {groupEventTypes(eventTypes).map(({ group, types }) => {
          const chosen = types.filter((type) => value.includes(type)).length
          return (
            <Stack key={group} gap={6}>
              <Checkbox
                label={t(`eventType.group.${group}`)}
                checked={chosen === types.length}
                indeterminate={chosen > 0 && chosen < types.length}
                onChange={({ currentTarget }) => choose(types, currentTarget.checked)}
                fw={600}
              />
              {types.map((type) => (
                <Checkbox
                  key={type}
                  ms="lg"
                  label={t(`eventType.${type}`)}
                  description={<bdi dir="ltr">{type}</bdi>}
                  checked={value.includes(type)}
                  onChange={({ currentTarget }) => choose([type], currentTarget.checked)}
                  data-testid={`event-${type}`}
                />
              ))}
            </Stack>
          )
        })}
      </fieldset>
    </Input.Wrapper>
  )
}
