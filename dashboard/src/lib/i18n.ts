import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type en from '../locales/en.json'
import { readStored, writeStored } from './storage.ts'

export const languages = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'ru', name: 'Русский', dir: 'ltr' },
  { code: 'kk', name: 'Қазақша', dir: 'ltr' },
  { code: 'fa', name: 'فارسی', dir: 'rtl' },
] as const
export type Language = (typeof languages)[number]['code']

const texts: Record<Language, () => Promise<{ default: typeof en }>> = {
  en: () => import('../locales/en.json'),
  ru: () => import('../locales/ru.json') as Promise<{ default: typeof en }>,
  kk: () => import('../locales/kk.json') as Promise<{ default: typeof en }>,
  fa: () => import('../locales/fa.json') as Promise<{ default: typeof en }>,
}

export function isLanguage(value: string | null | undefined): value is Language {
  return languages.some(({ code }) => code === value)
}

/** The person's own choice, else the first of the browser's languages that there is, else English. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  if (isLanguage(stored)) return stored
  return browser.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return languages.find(({ code }) => code === language)?.dir ?? 'ltr'
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await texts[language]()).default)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

export async function startI18n(): Promise<void> {
  const language = preferredLanguage(readStored('language'), navigator.languages)
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  })
  await load(language)
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  writeStored('language', language)
}
