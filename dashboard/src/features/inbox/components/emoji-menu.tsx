import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './thread.module.css'

const emojis = [
  ...new Intl.Segmenter().segment(
    '😀😄😁😂🙂😉😊😍😘😎🤗🤔😅😇😌😔😢😭😡🙏👍👎👌👏🙌💪✌️👋🤝❤️💚💙🔥✨⭐🎉🎁💐☀️☕✅❌❗❓💡📌📎📦🚚🏠📞📧📅⏰💳💬',
  ),
].map(({ segment }) => segment)

export function EmojiMenu({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" trapFocus>
      <Popover.Target>
        <Tooltip label={t('composer.emoji')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={() => setOpen(!isOpen)}
            aria-label={t('composer.emoji')}
            aria-expanded={isOpen}
          >
            <IconMoodSmile size={19} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <div className={classes.emojis}>
          {emojis.map((emoji) => (
            <button
              key={emoji}
              type="button"
              onClick={() => {
                onPick(emoji)
                setOpen(false)
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
