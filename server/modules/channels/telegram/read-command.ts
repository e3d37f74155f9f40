/** What a command asks of the business itself; `/start` and all others are words of a conversation. */
const asked = { privacy: 'privacy', forgetme: 'forget-me' } as const

export function readCommand(text: string): 'privacy' | 'forget-me' | null {
  const name = /^\/([a-z]+)(?:@\w+)?$/i.exec(text.trim())?.[1]?.toLowerCase()
  return name === 'privacy' || name === 'forgetme' ? asked[name] : null
}
