/** `Sun, November 22`: where a browser has no names of months for the language, in figures. */
export function dayOf(time: string | undefined, language: string): string {
  if (!time) return ''
  const day = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'long' }).format(new Date(time))
  // The placeholder of ICU's root locale.
  return /M\d\d/.test(day) ? new Intl.DateTimeFormat('ru').format(new Date(time)) : day
}
