import { latinSentences } from './sentences-latin.ts'
import { otherScriptSentences } from './sentences-other-scripts.ts'

/** What an agent says by itself, without a model. Short, honest, without a promise about when somebody answers. */
export interface Sentences {
  /** First line of a first answer, and the answer to "are you a human?". */
  disclosure: string
  handover: string
  /** The model failed or a limit is reached; a person takes over. */
  fallback: string
  /** No answer known; a person takes over. */
  unknown: string
  /** No answer known, and nobody takes over. */
  dontKnow: string
  greeting: string
  thanks: string
  /** Something was sent that could not be read or heard. */
  unreadable: string
  /** Somebody may be in danger; a person takes over. */
  safety: string
}

export const sentences = { ...latinSentences, ...otherScriptSentences }

export type KnownLanguage = keyof typeof sentences

/** The sentences of a language (BCP 47), English where we have none. */
export function sentencesFor(language: string | null): Sentences {
  const base = (language ?? 'en').toLowerCase().split('-')[0] ?? 'en'
  return isKnownLanguage(base) ? sentences[base] : sentences.en
}

export function isKnownLanguage(language: string): language is KnownLanguage {
  return Object.hasOwn(sentences, language)
}
