import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

export interface Pace {
  /** How fast words come; without it they come at once. */
  tokensPerSecond: number | undefined
}

export interface EventWriter {
  write(text: string): void
  end(text?: string): void
}

/** Without a pace a whole stream leaves in one write, when it ends: one system call instead of one for each word. */
export function createEventWriter(response: ServerResponse, pace: Pace): EventWriter {
  let gathered = ''
  return {
    write(text) {
      if (pace.tokensPerSecond === undefined) gathered += text
      else response.write(text)
    },
    end(text = '') {
      response.end(gathered + text)
    },
  }
}

/** Words with the space behind them; joined they are the text again. */
export function pieces(text: string): string[] {
  return text.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? (text === '' ? [] : [text])
}

export async function paced(words: string[], pace: Pace, response: ServerResponse, send: (piece: string) => void): Promise<void> {
  for (const word of words) {
    if (response.destroyed) return
    send(word)
    if (pace.tokensPerSecond) await wait(1000 / pace.tokensPerSecond)
  }
}
