import { ActionIcon, Button, Group, Menu, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import type { TemplateButton, TemplateRules } from '../../../lib/contract.ts'
import classes from './templates.module.css'

interface ButtonsFieldProps {
  buttons: TemplateButton[]
  rules: TemplateRules
  errors: Readonly<Record<string, string>>
  isFixed: boolean
  onChange: (buttons: TemplateButton[]) => void
}

const fresh = {
  'quick-reply': { kind: 'quick-reply', title: '' },
  link: { kind: 'link', title: '', url: 'https://', example: null },
  phone: { kind: 'phone', title: '', phone: '' },
  'copy-code': { kind: 'copy-code', title: null, example: '' },
} as const satisfies Record<string, TemplateButton>
type AddedKind = keyof typeof fresh
const kinds = Object.keys(fresh) as AddedKind[]

export function ButtonsField({ buttons, rules, errors, isFixed, onChange }: ButtonsFieldProps) {
  const { t } = useTranslation()
  const most = { 'quick-reply': rules.maxButtons, link: rules.maxLinks, phone: rules.maxPhones, 'copy-code': rules.maxCopyCodes }
  const count = (kind: AddedKind) => buttons.filter((button) => button.kind === kind).length
  const add = (kind: AddedKind) => onChange(together([...buttons, fresh[kind]]))
  return (
    <Section title={t('templates.buttons')} text={t('templates.buttonsText')}>
      <Stack gap="sm">
        {buttons.map((button, index) => (
          <ButtonRow
            // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
            key={index}
            button={button}
            index={index}
            rules={rules}
            errors={errors}
            isFixed={isFixed}
            onChange={(changed) => onChange(buttons.map((one, at) => (at === index ? changed : one)))}
            onRemove={() => onChange(buttons.filter((_, at) => at !== index))}
          />
        ))}
        {errors.buttons && (
          <Text fz="sm" c="var(--p-red-text)" role="alert">
            {errors.buttons}
          </Text>
        )}
        {!isFixed && buttons.length < rules.maxButtons && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconPlus size={15} aria-hidden />}
                style={{ alignSelf: 'flex-start' }}
                data-testid="template-add-button"
              >
                {t('templates.addButton')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {kinds.map((kind) => (
                <Menu.Item key={kind} disabled={count(kind) >= most[kind]} onClick={() => add(kind)}>
                  {t(`templates.button.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Stack>
    </Section>
  )
}

/** Quick replies stand together: providers take no others. */
function together(buttons: TemplateButton[]): TemplateButton[] {
  const isReply = (button: TemplateButton) => button.kind === 'quick-reply'
  return [...buttons.filter(isReply), ...buttons.filter((button) => !isReply(button))]
}

interface ButtonRowProps {
  button: TemplateButton
  index: number
  rules: TemplateRules
  errors: Readonly<Record<string, string>>
  isFixed: boolean
  onChange: (button: TemplateButton) => void
  onRemove: () => void
}

function ButtonRow({ button, index, rules, errors, isFixed, onChange, onRemove }: ButtonRowProps) {
  const { t } = useTranslation()
  const error = (name: string) => errors[`buttons.${index}.${name}`]
  return (
    <Stack gap="xs" className={classes.buttonRow} data-testid="template-button">
      <Group justify="space-between" wrap="nowrap">
        <Text fz="sm" fw={600}>
          {t(`templates.button.${button.kind}`)}
        </Text>
        {!isFixed && (
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onRemove}
            aria-label={`${t('templates.removeButton')}: ${button.title || t(`templates.button.${button.kind}`)}`}
          >
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </Group>
      {errors[`buttons.${index}`] && (
        <Text fz="sm" c="var(--p-red-text)">
          {errors[`buttons.${index}`]}
        </Text>
      )}
      {button.kind !== 'copy-code' && button.kind !== 'one-time-code' && button.kind !== 'other' && (
        <TextInput
          label={t('templates.buttonTitle')}
          value={button.title}
          onChange={({ currentTarget }) => onChange({ ...button, title: currentTarget.value })}
          error={error('title')}
          maxLength={rules.maxButtonTitleLength}
          required
          dir="auto"
          data-testid={`template-button-title-${index}`}
        />
      )}
      {button.kind === 'link' && (
        <>
          <TextInput
            label={t('templates.buttonUrl')}
            description={t('templates.buttonUrlHint', { variable: '{{1}}' })}
            value={button.url}
            onChange={({ currentTarget }) => onChange({ ...button, url: currentTarget.value })}
            error={error('url')}
            maxLength={rules.maxUrlLength}
            required
            dir="ltr"
          />
          {button.url.includes('{{') && (
            <TextInput
              label={t('templates.buttonUrlExample')}
              value={button.example ?? ''}
              onChange={({ currentTarget }) => onChange({ ...button, example: currentTarget.value })}
              error={error('example')}
              required
              dir="ltr"
            />
          )}
        </>
      )}
      {button.kind === 'phone' && (
        <TextInput
          label={t('templates.buttonPhone')}
          type="tel"
          value={button.phone}
          onChange={({ currentTarget }) => onChange({ ...button, phone: currentTarget.value })}
          error={error('phone')}
          maxLength={rules.maxPhoneLength}
          required
          dir="ltr"
        />
      )}
      {button.kind === 'copy-code' && (
        <TextInput
          label={t('templates.buttonCode')}
          value={button.example}
          onChange={({ currentTarget }) => onChange({ ...button, example: currentTarget.value })}
          error={error('example')}
          maxLength={rules.maxCodeLength}
          required
          dir="ltr"
        />
      )}
    </Stack>
  )
}
