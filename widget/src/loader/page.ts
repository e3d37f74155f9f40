import type { WidgetConfig } from '../../../contract/widget.ts'
import type { Launcher } from './launcher.ts'

export type Command = [name: string, ...args: unknown[]]

/** What the messenger is given by the loader that fetches it. */
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
}

/** The part of the widget that is fetched when somebody needs it: everything behind the launcher. */
export interface Messenger {
  run(command: Command): void
}
