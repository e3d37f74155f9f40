export interface StreamEvent {
  id: string | null
  name: string
  data: string
}

/** Takes server-sent events out of a stream of text, however it was cut. */
export function createEventParser(onEvent: (event: StreamEvent) => void): (chunk: string) => void {
  let rest = ''
  return (chunk) => {
    rest += chunk
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event: StreamEvent = { id: null, name: 'message', data: '' }
      for (const line of block.split('\n')) {
        if (line.startsWith('id: ')) event.id = line.slice(4)
        else if (line.startsWith('event: ')) event.name = line.slice(7)
        else if (line.startsWith('data: ')) event.data += line.slice(6)
      }
      if (event.data) onEvent(event)
    }
  }
}

// The server says something at least every 25 s: silence beyond this is a dead line.
const silenceMs = 60_000

/** Reads until the server ends it, the line goes silent, or `signal` aborts. The browser's own EventSource cannot send a token. */
export async function readEvents(response: Response, onEvent: (event: StreamEvent) => void, abort: AbortController): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  const parse = createEventParser(onEvent)
  let watchdog = setTimeout(() => abort.abort(), silenceMs)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(watchdog)
      watchdog = setTimeout(() => abort.abort(), silenceMs)
      parse(value)
    }
  } finally {
    clearTimeout(watchdog)
  }
}
