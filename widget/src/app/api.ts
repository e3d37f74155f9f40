import type {
  WidgetConfig,
  WidgetConversation,
  WidgetDetails,
  WidgetFacts,
  WidgetFile,
  WidgetIdentity,
  WidgetMessage,
  WidgetNewMessage,
  WidgetRating,
  WidgetSession,
  WidgetSessionRequest,
  WidgetState,
} from '../../../contract/widget.ts'

/** The server answered no; `status` 0: it could not be reached. */
export class RequestError extends Error {
  readonly status: number
  readonly retryAfterMs: number | null

  constructor(status: number, retryAfterMs: number | null = null) {
    super(`request failed: ${status}`)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }

  /** Worth trying again as it is: not reached, too fast, or the server's own trouble. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export interface Page {
  data: WidgetMessage[]
  nextCursor: string | null
}

export interface SessionRequest {
  identity: WidgetIdentity | null
  locale: string
  page: { url: string; title: string } | null
  consent: NonNullable<WidgetSessionRequest['consent']> | null
}

export type Api = ReturnType<typeof createApi>

export function createApi(key: string, onToken: (token: string) => void) {
  let token: string | null = null

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response
    try {
      response = await fetch(`/widget/v1/${path}`, {
        ...init,
        credentials: 'omit',
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers },
      })
    } catch {
      throw new RequestError(0)
    }
    if (response.ok) return response
    const seconds = Number(response.headers.get('retry-after'))
    throw new RequestError(response.status, seconds > 0 ? seconds * 1000 : null)
  }

  async function post<T>(path: string, body: unknown): Promise<T> {
    const response = await send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const answer = await response.text()
    return (answer && JSON.parse(answer)) as T
  }

  return {
    useToken: (known: string | null) => {
      token = known
    },
    async session(request: SessionRequest): Promise<WidgetSession> {
      const session = await post<WidgetSession>('session', { key, token, ...request })
      token = session.token
      onToken(session.token)
      return session
    },
    config: async (): Promise<WidgetConfig> => (await send(`config?key=${encodeURIComponent(key)}`, { cache: 'no-store' })).json(),
    details: (details: WidgetDetails) => post<void>('details', details),
    messages: async (cursor?: string): Promise<Page> =>
      (await send(`messages?limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)).json(),
    sendMessage: (message: WidgetNewMessage) => post<WidgetMessage>('messages', message),
    askForPerson: (clientId: string, text: string) => post<WidgetState>('person', { clientId, text }),
    forget: () => send('session', { method: 'DELETE' }),
    erase: () => send('data', { method: 'DELETE' }),
    conversations: async (): Promise<WidgetConversation[]> => (await (await send('conversations')).json()).data,
    end: () => post<WidgetState>('end', {}),
    rate: (rating: WidgetRating) => post<WidgetState>('rating', rating),
    setAttributes: (attributes: Record<string, unknown>) => post<void>('attributes', { attributes }),
    noteFacts: (facts: WidgetFacts) => post<void>('facts', facts),
    notePage: (page: { url: string; title: string }) => post<void>('page', page),
    mailTranscript: (clientId: string, email: string | null) => post<void>('transcript', { clientId, email }),
    resume: (link: string) => post<{ token: string; language: string | null }>('resume', { key, link }),
    markSeen: (status: 'delivered' | 'read') => post<WidgetState>('read', { status }),
    typing: () => post<void>('typing', {}),
    async upload(file: File): Promise<WidgetFile> {
      const form = new FormData()
      form.append('file', file, file.name)
      return (await send('files', { method: 'POST', body: form })).json()
    },
    file: async (id: string): Promise<Blob> => (await send(`files/${id}`)).blob(),
    stream: (lastEventId: string | null, signal: AbortSignal) =>
      send('stream', { headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) }, signal }),
  }
}
