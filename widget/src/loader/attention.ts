import type { WidgetConfig } from '../../../contract/widget.ts'
import { isOnPage } from '../page-rules.ts'
import { attentionCss } from './attention-css.ts'
import { closeWord } from './launcher.ts'
import type { Attention, Page } from './page.ts'

type Greeting = Omit<WidgetConfig['greetings'][number], 'id'> & { id: string | null }

// Pages that change their address without loading: there is no event for it that all browsers have.
const lookEveryMs = 400
const defaultAfterSeconds = 4

/** On which pages the launcher is, and what is said beside it, unasked. */
export function createAttention({ config, key, language, launcher, recall, keep, ...page }: Page): Attention {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(attentionCss)
  launcher.root.adoptedStyleSheets.push(sheet)
  const stored = `parley:${key}:greeted`
  const greetings = greetingsOf(config)
  let path = ''
  let isOpen = false
  let timers: number[] = []
  let shown: { greeting: Greeting; element: HTMLElement } | null = null

  const wasSeen = ({ id }: Greeting) => (recall(stored) ?? '').split(' ').includes(id ?? '1')
  const markSeen = (greeting: Greeting): void => {
    if (!wasSeen(greeting)) keep(stored, `${recall(stored) ?? ''} ${greeting.id ?? '1'}`.trim())
  }

  function look(): void {
    if (location.pathname === path) return
    path = location.pathname
    page.allow(!config.pages || isOnPage(config.pages, path))
    for (const timer of timers.splice(0)) clearTimeout(timer)
    take()
    if (!page.isShown()) return
    timers = greetings
      .filter(({ pages }) => isOnPage({ show: pages, hide: [] }, path))
      .map((greeting) => window.setTimeout(() => say(greeting), greeting.afterSeconds * 1000))
  }

  function say(greeting: Greeting): void {
    if (isOpen || shown || wasSeen(greeting) || !page.isShown()) return
    const element = add('div', 'greeting', launcher.mount)
    element.dataset.testid = 'widget-greeting'
    element.setAttribute('role', 'status')
    const text = add('button', '', element)
    text.textContent = greeting.text
    text.dir = 'auto'
    text.onclick = () => {
      page.answer(greeting.id === null ? null : { id: greeting.id, text: greeting.text })
    }
    const cross = add('button', '', element)
    cross.textContent = '×'
    cross.ariaLabel = closeWord(language)
    cross.onclick = () => {
      markSeen(greeting)
      take()
    }
    shown = { greeting, element }
    if (greeting.once && greeting.id !== null) markSeen(greeting)
  }

  /** Takes away what is said. */
  function take(): void {
    shown?.element.remove()
    shown = null
  }

  look()
  const looking = setInterval(look, lookEveryMs)
  return {
    opened(open) {
      isOpen = open
      if (!open) return
      for (const greeting of greetings.slice(-1)) if (greeting.id === null) markSeen(greeting)
      if (shown) markSeen(shown.greeting)
      take()
    },
    refresh() {
      path = ''
      look()
    },
    stop() {
      clearInterval(looking)
      for (const timer of timers) clearTimeout(timer)
      take()
    },
  }
}

/** Without any for the purpose, the first words of the chat itself. */
function greetingsOf({ greetings, greeting, launcher }: WidgetConfig): Greeting[] {
  if (greetings.length > 0 || !greeting || launcher.hidden) return greetings
  return [{ id: null, text: greeting, afterSeconds: defaultAfterSeconds, pages: [], once: false }]
}

function add<T extends 'div' | 'button'>(tag: T, className: string, parent: ParentNode): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  element.className = className
  parent.append(element)
  return element
}
