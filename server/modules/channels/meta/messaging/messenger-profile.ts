import { z } from 'zod'
import { ProviderError } from '../../../../platform/errors.ts'
import { callGraph, type GraphOptions } from '../graph.ts'

/*
 * What stands around a conversation before anybody has written: the button to begin with, questions to tap, a menu (…/messenger-platform/reference/
 * messenger-profile-api; Instagram has the questions and the menu). What was set elsewhere stays until it is set here.
 */

const entry = /^[^|]{1,30}(\|\s*https?:\/\/\S{1,1900})?$/

/** `Our shop | shop.example` is meant as people write it. */
function withScheme(text: string): string {
  return text.replace(/\|\s*(?=[^\s|/:@]+\.[^\s|/:@]+([:/]\S*)?$)/, '| https://')
}

export const profileSettings = {
  /** Up to four; a tap is a message with these words. */
  questions: z.array(z.string().trim().min(1).max(80, 'At most 80 characters')).max(4, 'At most four questions').optional(),
  /** `Title`, which is a message with that word, or `Title | https://…`. */
  menu: z
    .array(
      z
        .string()
        .trim()
        .transform(withScheme)
        .pipe(z.string().regex(entry, 'A title of up to 30 characters, alone or with | and an https:// address')),
    )
    .max(20)
    .optional(),
}

export const profileFields = {
  questions: {
    label: 'Questions to begin with',
    help: 'Shown before anybody has written, up to four. A tap is a message with these words.',
    later: true,
  },
  menu: { label: 'Menu', help: 'One entry a line: a title, or a title | an address.', later: true },
}

export interface ProfileTarget {
  /** Below the version: `/17841…`. */
  accountPath: string
  accessToken: string
  /** The Instagram account behind a page. */
  isLinked: boolean
  /** Only pages have the button, and a menu needs it there. */
  hasGetStarted: boolean
}

interface ProfileWishes {
  questions?: readonly string[] | undefined
  menu?: readonly string[] | undefined
}

/**
 * Sets what is wished for and takes away what is wished gone (an empty list). Ten calls in ten minutes are allowed: this makes two at most.
 * @returns the wishes that are fulfilled for good, as undefined: what is set elsewhere from then on stays
 */
export async function setMessengerProfile(
  options: GraphOptions,
  target: ProfileTarget,
  { questions, menu }: ProfileWishes,
): Promise<{ questions?: undefined; menu?: undefined }> {
  const wanted = {
    ...(target.hasGetStarted && (questions?.length || menu?.length) ? { get_started: { payload: 'GET_STARTED' } } : {}),
    ...(questions?.length
      ? { ice_breakers: [{ locale: 'default', call_to_actions: questions.map((question) => ({ question, payload: question })) }] }
      : {}),
    ...(menu?.length
      ? { persistent_menu: [{ locale: 'default', composer_input_disabled: false, call_to_actions: menu.map(menuEntry) }] }
      : {}),
  }
  const gone = [...(questions?.length === 0 ? ['ice_breakers'] : []), ...(menu?.length === 0 ? ['persistent_menu'] : [])]
  const platform = target.isLinked ? { platform: 'instagram' } : {}
  const ask = (method: string, json: object) =>
    callGraph(options, {
      method,
      path: `${target.accountPath}/messenger_profile`,
      json: { ...json, ...platform },
      accessToken: target.accessToken,
    })
  try {
    if (gone.length > 0) await ask('DELETE', { fields: gone })
    if (Object.keys(wanted).length > 0) await ask('POST', wanted)
    return { ...(questions?.length === 0 ? { questions: undefined } : {}), ...(menu?.length === 0 ? { menu: undefined } : {}) }
  } catch (error) {
    if (!(error instanceof ProviderError) || error.providerCode !== '100') throw error
    const message = 'The questions to begin with, or the menu, were not taken. Change them, or leave them empty.'
    throw new ProviderError({ provider: options.provider, code: 'invalid', retryable: false, providerCode: '100', message, cause: error })
  }
}

function menuEntry(line: string): Record<string, unknown> {
  const [title = '', url] = line.split('|').map((part) => part.trim())
  return url === undefined ? { type: 'postback', title, payload: title } : { type: 'web_url', title, url }
}
