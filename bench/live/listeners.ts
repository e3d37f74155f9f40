import net from 'node:net'
import { type Expected, type Heard, weighHeard } from './weigh-heard.ts'

/*
 * A process of its own that holds open streams and notes when each hears of a message. Plain sockets: two thousand HTTP clients would cost more
 * than the server that is measured. Talks to bench/live.ts by messages of the process.
 */
export interface StreamPlan {
  path: string
  headers: Record<string, string>
  /** Dashboards hear of a message by its id, visitors see it whole. */
  kind: 'dashboard' | 'visitor'
}

export type ToListeners =
  | { type: 'open'; port: number; plans: StreamPlan[] }
  | { type: 'forget' }
  | { type: 'report'; dashboard: Expected[]; visitor: Expected[] }
  | { type: 'close' }

export type FromListeners = { type: 'opened'; count: number } | { type: 'report'; dashboard: Heard; visitor: Heard; closedEarly: number }

const now = (): number => performance.timeOrigin + performance.now()
/** message id (dashboards) or marked text (visitors) → when a stream heard of it first */
const heard = { dashboard: new Map<string, number[]>(), visitor: new Map<string, number[]>() }
const patterns = {
  dashboard: /"type":"message\.(?:received|created)","payload":\{"messageId":"([0-9a-f-]{36})"/g,
  visitor: /"text":"(answer-[0-9]+)"/g,
}
let sockets: net.Socket[] = []
let closedEarly = 0

function open(port: number, { path, headers, kind }: StreamPlan): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.setNoDelay(true)
    const lines = Object.entries({ host: `127.0.0.1:${port}`, accept: 'text/event-stream', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    let rest = ''
    let isOpen = false
    // A visitor sees a message again when its status changes: heard of is it once.
    const known = new Set<string>()
    socket.on('data', (chunk: Buffer) => {
      const at = now()
      const text = rest + chunk.toString('latin1')
      if (!isOpen) {
        if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text.slice(0, 300)))
        isOpen = true
        resolve()
      }
      const end = text.lastIndexOf('\n\n')
      rest = end < 0 ? text : text.slice(end)
      if (end < 0) return
      for (const [, key = ''] of text.slice(0, end).matchAll(patterns[kind])) {
        if (known.has(key)) continue
        known.add(key)
        const times = heard[kind].get(key)
        if (times) times.push(at)
        else heard[kind].set(key, [at])
      }
    })
    socket.on('error', reject)
    socket.on('close', () => {
      closedEarly += 1
    })
  })
}

const say = (message: FromListeners): void => void process.send?.(message)

process.on('message', async (message: ToListeners) => {
  if (message.type === 'open') {
    // A few at a time, as browsers come.
    for (let start = 0; start < message.plans.length; start += 50)
      await Promise.all(message.plans.slice(start, start + 50).map((plan) => open(message.port, plan)))
    say({ type: 'opened', count: sockets.length })
  } else if (message.type === 'forget') {
    heard.dashboard.clear()
    heard.visitor.clear()
  } else if (message.type === 'report') {
    say({
      type: 'report',
      dashboard: weighHeard(heard.dashboard, message.dashboard),
      visitor: weighHeard(heard.visitor, message.visitor),
      closedEarly,
    })
  } else {
    for (const socket of sockets) socket.destroy()
    sockets = []
    process.exit(0)
  }
})
