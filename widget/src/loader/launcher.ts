import type { WidgetConfig } from '../../../contract/widget.ts'
import { inkOn } from '../ink-on.ts'
import { launcherCss } from './launcher-css.ts'

export interface Launcher {
  root: ShadowRoot
  mount: HTMLElement
  showOpen(open: boolean): void
  showUnread(count: number): void
  /** The button is there, or not; what is open stays open. */
  show(shown: boolean): void
  remove(): void
}

const english: [chat: string, close: string] = ['Chat', 'Close']
const words: Record<string, [chat: string, close: string]> = { ru: ['Чат', 'Закрыть'], kk: ['Чат', 'Жабу'], fa: ['گفتگو', 'بستن'] }

const circle = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z'
const drawings = {
  chat: 'M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8a8.4 8.4 0 1 1 16-3.7Z',
  question: `M9.1 9a3 3 0 0 1 5.8 1c0 2-2.9 3-2.9 3M12 17h.01${circle}`,
  smile: `M8 14s1.5 2 4 2 4-2 4-2M9 9h.01M15 9h.01${circle}`,
}

/** What it is to close something, in the language of the page. */
export function closeWord(language: string): string {
  return (words[language.slice(0, 2)] ?? english)[1]
}

/** The button and its badge in a shadow root: the page's styles do not reach them, nor theirs the page. */
export function createLauncher(key: string, config: WidgetConfig, language: string, onToggle: () => void): Launcher {
  const { label, icon: sign, offsetX, offsetY } = config.launcher
  const [chat] = words[language.slice(0, 2)] ?? english
  const name = label || chat
  const host = document.createElement('div')
  host.id = `parley-${key}`
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(launcherCss)
  root.adoptedStyleSheets = [sheet]
  const look = { color: config.color, ink: inkOn(config.color), x: `${offsetX}px`, y: `${offsetY}px` }
  for (const [property, value] of Object.entries(look)) host.style.setProperty(`--${property}`, value)

  const endSide = getComputedStyle(document.documentElement).direction === 'rtl' ? 'left' : 'right'
  const mount = add('div', config.position === 'auto' ? endSide : config.position, root)
  const button = add('button', 'launcher', mount)
  button.dataset.testid = 'widget-launcher'
  button.ariaLabel = name
  button.ariaExpanded = 'false'
  add('i', '', button).append(icon(drawings[sign]), icon('M6 6l12 12M18 6L6 18'))
  if (label) add('span', '', button).textContent = label
  button.onclick = onToggle
  const badge = add('span', 'badge', button)
  badge.dataset.testid = 'widget-unread'

  // Pages that change their body without loading (Turbo, Astro) take away only what stands in it.
  document.documentElement.append(host)
  return {
    root,
    mount,
    showOpen(open) {
      if (!open) button.focus()
      mount.classList.toggle('open', open)
      button.ariaExpanded = String(open)
    },
    showUnread(count) {
      badge.textContent = count > 9 ? '9+' : count ? String(count) : ''
      button.ariaLabel = count ? `${name} (${count})` : name
    },
    show: (shown) => mount.classList.toggle('gone', !shown),
    remove: () => host.remove(),
  }
}

function add<T extends 'div' | 'button' | 'span' | 'i'>(tag: T, className: string, parent: ParentNode): HTMLElementTagNameMap[T] {
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
