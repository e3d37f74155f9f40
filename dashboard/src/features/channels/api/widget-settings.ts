import type {
  Channel,
  ConsentSettings,
  GreetingSettings,
  LauncherSettings,
  OpeningHoursSettings,
  PageRules,
  PreChatSettings,
  RatingSettings,
} from '../../../lib/contract.ts'

/** What can be set of a website's chat beyond its looks. */
export interface WidgetSettings {
  consent: ConsentSettings
  preChat: PreChatSettings
  hours: OpeningHoursSettings | null
  rating: RatingSettings
  launcher: LauncherSettings
  pages: PageRules
  greetings: GreetingSettings[]
}

/** A channel that was made before one of these existed lacks it: then what the server takes for it. */
export function readWidgetSettings({ config }: Pick<Channel, 'config'>): WidgetSettings {
  const known = config as Partial<WidgetSettings>
  return {
    consent: known.consent ?? { required: false, text: '', link: null },
    preChat: known.preChat ?? { intro: '', fields: [] },
    hours: known.hours ?? null,
    rating: known.rating ?? { asks: false },
    launcher: known.launcher ?? { label: '', icon: 'chat', offsetX: 20, offsetY: 20, hidden: false },
    pages: known.pages ?? { show: [], hide: [] },
    greetings: known.greetings ?? [],
  }
}

/** The name of an answer among the contact's attributes, made of the question: letters, digits, space, `_`, `.`, `-`. */
export function attributeOf(question: string): string {
  return question
    .replace(/[^\p{L}\p{N} _.-]/gu, '')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 50)
    .trim()
}

export function linesOf(text: string): string[] {
  return text.split('\n')
}

/** As the server takes them: without the spaces and the empty lines of the typing. */
export function tidyLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter(Boolean)
}
