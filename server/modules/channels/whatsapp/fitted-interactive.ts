import type { JsonObject } from '../json-value.ts'

/** An `interactive` object without its body, which the text of the message becomes. */
export interface FittedInteractive {
  type: string
  action: JsonObject
  header: string | null
  footer: string | null
  maxBodyLength: number
  /** One picture, video or document may stand above the text instead of going out before it. */
  takesHeaderFile: boolean
  /** The only kind that has no header: the line goes into the body. */
  hasNoHeader?: boolean
  /** What had to be cut on the way, in full: it stands in the body too. */
  inFull?: string | null
  /** Products speak for themselves. */
  mayBeBodiless?: boolean
}

export const maxBody = 1024
