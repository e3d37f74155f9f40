import type { WidgetLanguage } from '../../../contract/widget-settings.ts'
import type { Words } from './languages/en.ts'

/** Each language is a file of its own, fetched only by those who read it. */
const languages: Record<WidgetLanguage, () => Promise<{ words: Words }>> = {
  en: () => import('./languages/en.ts'),
  ru: () => import('./languages/ru.ts'),
  kk: () => import('./languages/kk.ts'),
  fa: () => import('./languages/fa.ts'),
}

/** The closest language we have to a BCP 47 tag such as `ru-RU`; English otherwise. */
export function closestLanguage(tag: string): WidgetLanguage {
  const primary = tag.toLowerCase().split('-')[0] ?? ''
  return primary in languages ? (primary as WidgetLanguage) : 'en'
}

export async function loadWords(language: WidgetLanguage): Promise<Words> {
  return (await languages[language]()).words
}
