import type { WidgetAttributes, WidgetFacts, WidgetIdentity, WidgetVisitEvent } from '../../../contract/widget.ts'
import type { ToPage } from '../bridge-messages.ts'
import { mergeFacts } from '../merge-facts.ts'
import { createFrame, currentPage, type Frame, type FrameOptions, openPopup } from './frame.ts'
import { frameCss } from './frame-css.ts'
import type { AnsweredGreeting, ChatWindow, Page } from './page.ts'

const forgetWithinMs = 4000
const themes = ['auto', 'light', 'dark'] as const

/** The chat in its frame, and what the page says to it. */
export function createChatWindow(page: Page): ChatWindow {
  const { base, key, config, launcher, emit, recall, keep } = page
  const stored = `parley:${key}`
  let frame: Frame | null = null
  let { language } = page
  let theme: 'auto' | 'light' | 'dark' | null = null
  let identity: WidgetIdentity | null = null
  let attributes: WidgetAttributes = {}
  let consented = false
  let isOpen = false
  let fresh = false
  let forgetting = false
  let greeting: AnsweredGreeting | null = null
  let draft: string | null = null
  let facts: WidgetFacts = {}
  let closePopup: (() => void) | undefined

  const sheet = new CSSStyleSheet()
  sheet.replaceSync(frameCss)
  launcher.root.adoptedStyleSheets.push(sheet)

  const options: FrameOptions = {
    base,
    key,
    mount: launcher.mount,
    title: config.title,
    start: () => {
      const said = facts
      facts = {}
      return {
        token: recall(stored),
        identity,
        attributes,
        language,
        theme,
        config,
        consented,
        greeting,
        draft,
        facts: said,
        forget: forgetting,
        open: isOpen,
        fresh,
      }
    },
    on: hear,
  }

  function needFrame(): Frame {
    frame ??= createFrame(options)
    return frame
  }

  /** Kept until there is a chat that can take it. */
  function note(more: WidgetFacts): void {
    facts = mergeFacts(facts, more)
    if (frame?.tell({ type: 'facts', facts })) facts = {}
  }

  function hear(message: ToPage): void {
    if (message.type === 'token') {
      // There is a token only for who has agreed, where that is needed.
      page.allowKeeping(true)
      keep(stored, message.token)
    } else if (message.type === 'close') page.close()
    else if (message.type === 'message') emit('message', message.message)
    else if (message.type === 'identity') {
      emit('identity', message.state)
      if (message.problem) emit('identity:error', message.problem)
    } else if (message.type === 'forgotten') reset()
    else if (message.type === 'ended') emit('conversation:end')
    else if (message.type === 'unread') {
      launcher.showUnread(message.count)
      emit('unread', message.count)
    }
  }

  /** Only a session can tell of something new, and there is none before the visitor agrees. */
  function wake(): void {
    if (recall(stored) || (identity && (!config.consent || consented))) needFrame()
  }

  /** The server is told first, if it knows anything; whether or not it can be, nothing stays here. */
  function forget(): void {
    if (!recall(stored)) {
      reset()
      return
    }
    forgetting = true
    if (frame) frame.tell({ type: 'forget' })
    else needFrame()
    setTimeout(() => {
      if (forgetting) reset()
    }, forgetWithinMs)
  }

  function reset(): void {
    forgetting = false
    keep(stored, null)
    keep(`${stored}:greeted`, null)
    page.allowKeeping(!config.consent)
    identity = null
    attributes = {}
    consented = false
    greeting = null
    draft = null
    facts = {}
    fresh = true
    closePopup?.()
    frame?.remove()
    frame = null
    launcher.showUnread(0)
    if (isOpen) needFrame().show(true)
  }

  return {
    run([name, first, second]) {
      if (name === 'open' || name === 'close') {
        isOpen = name === 'open'
        if (isOpen) needFrame().show(true)
        else frame?.show(false)
      } else if (name === 'wake') wake()
      else if (name === 'reset' || name === 'shutdown') reset()
      else if (name === 'destroy') frame?.remove()
      else if (name === 'setLocale' || name === 'setTheme') {
        if (name === 'setLocale') language = String(first)
        else theme = themes.find((known) => known === first) ?? null
        frame?.tell({ type: 'look', language, theme })
      } else if (name === 'greeting') {
        greeting = first as AnsweredGreeting
        frame?.tell({ type: 'greeting', greeting })
      } else if (name === 'newMessage') {
        draft = String(first ?? '')
        frame?.tell({ type: 'draft', text: draft })
      } else if (name === 'identify') {
        identity = first as WidgetIdentity
        if (frame) frame.tell({ type: 'identify', identity })
        else wake()
      } else if (name === 'set' || name === 'setAttributes' || name === 'update') {
        if (name === 'update') frame?.tell({ type: 'page', page: currentPage() })
        if (!first) return
        attributes = { ...attributes, ...(first as WidgetAttributes) }
        frame?.tell({ type: 'set', attributes })
      } else if (name === 'setConversationAttributes') note({ attributes: first as WidgetAttributes })
      else if (name === 'addLabel') note({ addLabels: [String(first)] })
      else if (name === 'removeLabel') note({ removeLabels: [String(first)] })
      else if (name === 'track') note({ events: [{ name: String(first), details: second as WidgetVisitEvent['details'] }] })
      else if (name === 'popout') {
        closePopup?.()
        closePopup = openPopup(options)
        if (closePopup) page.close()
      } else if (name === 'consent') {
        if (first === false) forget()
        else {
          consented = true
          if (frame) frame.tell({ type: 'consent' })
          else wake()
        }
      }
    },
  }
}
