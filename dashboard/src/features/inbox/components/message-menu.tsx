import { ActionIcon, Menu } from '@mantine/core'
import { IconCornerUpLeft, IconDots } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import { ownReaction, useReact } from '../api/use-react.ts'
import classes from './thread.module.css'

// Each channel has these among its reactions; Telegram lacks 😂 and 😮.
const emojis = ['👍', '❤️', '😁', '🎉', '😢', '🙏']

interface MessageMenuProps {
  message: Message
  onReply: ((message: Message) => void) | null
  canReact: boolean
}

/** What can be done with one message: answer it by a quote, react to it. */
export function MessageMenu({ message, onReply, canReact }: MessageMenuProps) {
  const { t } = useTranslation()
  const react = useReact(message.conversationId)
  // The provider has to know the message.
  const isKnown = message.externalId !== null && !message.private && !message.deletedAt
  const isReactable = canReact && message.direction === 'inbound'
  if (!isKnown || (!onReply && !isReactable)) return null
  const own = ownReaction(message)
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          className={classes.messageMenu ?? ''}
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t('message.menu')}
          data-testid="message-menu"
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isReactable && (
          <div className={classes.quickEmojis}>
            {emojis.map((emoji) => (
              <Menu.Item
                key={emoji}
                className={classes.quickEmoji ?? ''}
                data-own={emoji === own}
                aria-label={t(emoji === own ? 'message.takeReactionBack' : 'message.reactWith', { emoji })}
                onClick={() => react.mutate({ message, emoji: emoji === own ? null : emoji })}
                data-testid={`message-react-${emoji}`}
              >
                {emoji}
              </Menu.Item>
            ))}
          </div>
        )}
        {onReply && (
          <Menu.Item
            leftSection={<IconCornerUpLeft size={16} className="mirrored" aria-hidden />}
            onClick={() => onReply(message)}
            data-testid="message-reply"
          >
            {t('message.reply')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
