import type { WidgetAttributes, WidgetConfig, WidgetFacts, WidgetIdentity } from '../../contract/widget.ts'

type Theme = 'auto' | 'light' | 'dark'

interface Greeting {
  id: string
  text: string
}

/**
 * The chat begins. A loader of an earlier version (kept by a browser, or on a page that stays open for days) leaves out what it does not know of:
 * see `nothingSaid`.
 */
export interface Start {
  type: 'start'
  token: string | null
  identity: WidgetIdentity | null
  attributes: WidgetAttributes
  language: string
  /** The page's wish, against the channel's setting. */
  theme: Theme | null
  /** As the loader has read it, so that the chat can be drawn before there is a session. */
  config: WidgetConfig
  /** The page's own banner says that the visitor agrees. */
  consented: boolean
  /** The greeting by which the visitor came in. */
  greeting: Greeting | null
  /** What the page has written for the visitor, to be sent by them. */
  draft: string | null
  /** What the page has said of the conversation so far. */
  facts: WidgetFacts
  /** Null where no page is around it. */
  page: { url: string; title: string } | null
  open: boolean
  modal: boolean
  /** The visitor takes back what they agreed to. */
  forget: boolean
  /** Whoever was here before has left: nothing of theirs may be shown or sent. */
  fresh: boolean
}

/** What a loader has not said. */
export const nothingSaid: Omit<Start, 'config' | 'language'> = {
  type: 'start',
  token: null,
  identity: null,
  attributes: {},
  theme: null,
  consented: false,
  greeting: null,
  draft: null,
  facts: {},
  page: null,
  open: false,
  modal: false,
  forget: false,
  fresh: false,
}

/** What the page's loader tells the chat in its frame. */
export type ToChat =
  | Start
  | { type: 'open'; modal: boolean }
  | { type: 'close' }
  | { type: 'identify'; identity: WidgetIdentity }
  | { type: 'set'; attributes: WidgetAttributes }
  | { type: 'consent' }
  | { type: 'forget' }
  | { type: 'greeting'; greeting: Greeting }
  | { type: 'draft'; text: string }
  | { type: 'facts'; facts: WidgetFacts }
  | { type: 'page'; page: { url: string; title: string } }
  | { type: 'look'; language: string; theme: Theme | null }

/** What the chat tells the page. */
export type ToPage =
  | { type: 'ready' }
  | { type: 'token'; token: string }
  | { type: 'unread'; count: number }
  | { type: 'message'; message: { id: string; text: string | null; author: string } }
  | { type: 'identity'; state: string; problem: string | null }
  | { type: 'ended' }
  | { type: 'forgotten' }
  | { type: 'close' }

/** Several widgets, other frames and extensions talk on the same page: each message names its widget. */
export type Addressed<T> = T & { parley: string }
