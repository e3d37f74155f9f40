const drawings = {
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5 12l7-7 7 7',
  clip: 'm21 11-8.6 8.6a5 5 0 0 1-7-7L14 4a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.9-7.8',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21a8 8 0 0 1 16 0',
  file: 'M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8ZM14 3v5h5',
  download: 'M12 4v11M7 10l5 5 5-5M5 20h14',
  mic: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3ZM5 11a7 7 0 0 0 14 0M12 18v3',
  stop: 'M7 7h10v10H7Z',
  play: 'M7 4v16l13-8Z',
  check: 'm5 13 4 4L19 7',
  checks: 'm2 13 4 4L14.5 7M12 16l1 1L21.5 7',
  clock: 'M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
} as const

export function Icon({ name }: { name: keyof typeof drawings }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}

/** The mark of what an AI wrote. */
export function Spark() {
  return (
    <svg class="spark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M11 2.5 13.2 9 20 11.5 13.2 14 11 20.5 8.8 14 2 11.5 8.8 9ZM19 16l.9 2.6 2.6.9-2.6.9L19 23l-.9-2.6-2.6-.9 2.6-.9Z" />
    </svg>
  )
}
