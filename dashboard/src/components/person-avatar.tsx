import { IconUser } from '@tabler/icons-react'
import classes from './person-avatar.module.css'

/** Two letters on a quiet ground: the neutral look of a person whose picture nobody has. */
export function PersonAvatar({ name, size = 36 }: { name: string | null; size?: number }) {
  const initials = name ? initialsOf(name) : undefined
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.36) }}
      data-initials={initials}
      aria-hidden="true"
    >
      {!initials && <IconUser size={size * 0.55} stroke={1.6} />}
    </span>
  )
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase()
}
