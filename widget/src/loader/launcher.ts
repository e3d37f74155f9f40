import type { WidgetConfig } from '../../../contract/widget.ts'
import { inkOn } from '../ink-on.ts'
import { launcherCss } from './launcher-css.ts'
import { keep, recall } from './storage.ts'

export interface Launcher {
  mount: ParentNode
  showOpen(open: boolean): void
  showUnread(count: number): void
}

const english: [chat: string, close: string] = ['Chat', 'Close']
const words: Record<string, [chat: string, close: string]> = { ru: ['Чат', 'Закрыть'], kk: ['Чат', 'Жабу'], fa: ['گفتگو', 'بستن'] }

const drawings = ['M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8a8.4 8.4 0 1 1 16-3.7Z', 'M6 6l12 12M18 6L6 18']
const greetAfterMs = 4000

/** The round button, its badge and the greeting beside it, in a shadow root: the page's styles do not reach them, nor theirs the page. */
export function createLauncher(key: string, config: WidgetConfig, language: string, onToggle: () => void): Launcher {
  const [chat, close] = words[language.slice(0, 2)] ?? english
  const host = document.createElement('div')
  host.id = `parley-${key}`
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(launcherCss)
  root.adoptedStyleSheets = [sheet]
  host.style.setProperty('--color', config.color)
  host.style.setProperty('--ink', inkOn(config.color))

  const endSide = getComputedStyle(document.documentElement).direction === 'rtl' ? 'left' : 'right'
  const mount = add('div', config.position === 'auto' ? endSide : config.position, root)
  const button = add('button', 'launcher', mount)
  button.dataset.testid = 'widget-launcher'
  button.ariaLabel = chat
  button.ariaExpanded = 'false'
  button.append(...drawings.map(icon))
  button.onclick = onToggle
  const badge = add('span', 'badge', button)
  badge.dataset.testid = 'widget-unread'

  const greeted = `parley:${key}:greeted`
  let greeting: HTMLElement | null = null
  const dismiss = (): void => {
    greeting?.remove()
    keep(greeted, '1')
  }
  setTimeout(() => {
    if (!config.greeting || recall(greeted)) return
    greeting = add('div', 'greeting', mount)
    const text = add('button', '', greeting)
    text.textContent = config.greeting
    text.dir = 'auto'
    text.onclick = onToggle
    const cross = add('button', '', greeting)
    cross.textContent = '×'
    cross.ariaLabel = close
    cross.onclick = dismiss
  }, greetAfterMs)

  document.body.append(host)
  return {
    mount,
    showOpen(open) {
      if (open) dismiss()
      else button.focus()
      mount.classList.toggle('open', open)
      button.ariaExpanded = String(open)
    },
    showUnread(count) {
      badge.textContent = count > 9 ? '9+' : count ? String(count) : ''
      button.ariaLabel = count ? `${chat} (${count})` : chat
    },
  }
}

function add<T extends 'div' | 'button' | 'span'>(tag: T, className: string, parent: ParentNode): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  element.className = className
  parent.append(element)
  return element
}

function icon(drawing: string): Element {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  const path = document.createElementNS(svg.namespaceURI, 'path')
  path.setAttribute('d', drawing)
  svg.append(path)
  return svg
}
