import { Avatar } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'

/** Two letters on a quiet ground: the neutral look of a person whose picture nobody has. */
export function PersonAvatar({ name, size = 36 }: { name: string | null; size?: number }) {
  return (
    <Avatar
      size={size}
      radius={999}
      color="gray"
      styles={{ placeholder: { fontSize: Math.round(size * 0.36), color: 'var(--p-muted)', background: 'var(--p-sunken)' } }}
      aria-hidden
    >
      {name ? initialsOf(name) : <IconUser size={size * 0.55} stroke={1.6} />}
    </Avatar>
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
