import type { WidgetConfig } from '../../../contract/widget.ts'
import type { Launcher } from './launcher.ts'

export type Command = [name: string, ...args: unknown[]]

/** A greeting that the visitor answers by opening the chat. */
export interface AnsweredGreeting {
  id: string
  text: string
}

/** What the other parts of the widget are given by the loader that fetches them. */
export interface Page {
  base: string
  key: string
  config: WidgetConfig
  language: string
  launcher: Launcher
  /** Tells who listens by `parley('on', …)`. */
  emit(event: string, detail?: unknown): void
  close(): void
  recall(name: string): string | null
  keep(name: string, value: string | null): void
  allowKeeping(may: boolean): void
  /** Whether the owner wants the chat on this page. */
  allow(on: boolean): void
  isShown(): boolean
  answer(greeting: AnsweredGreeting | null): void
}

/** Everything behind the launcher: fetched when somebody needs it. */
export interface ChatWindow {
  run(command: Command): void
}

/** Greetings and rules by page: fetched where an owner has set some. */
export interface Attention {
  opened(open: boolean): void
  /** Whether the chat is there at all may have changed. */
  refresh(): void
  stop(): void
}
