import type {
  WidgetAttributes,
  WidgetConversation,
  WidgetDetails,
  WidgetFile,
  WidgetIdentity,
  WidgetMessage,
  WidgetRating,
  WidgetState,
} from '../../../contract/widget.ts'
import { nothingSaid, type Start, type ToChat } from '../bridge-messages.ts'
import { type Api, RequestError } from './api.ts'
import type { Bridge } from './bridge.ts'
import { type ChatState, mergeMessages, type Store, untilReady } from './chat-state.ts'
import { keptMessages } from './kept-messages.ts'
import { type LiveLine, openLiveLine } from './live-line.ts'
import { createOutbox, newClientId, type OutgoingMessage } from './outbox.ts'
import { createFacts } from './page-facts.ts'
import { readConversation, readEverything } from './read-conversation.ts'
import { createSeen } from './tell-seen.ts'
import { createTyping } from './typing-shown.ts'
import { watchHours } from './watch-hours.ts'

export interface ChatOptions {
  api: Api
  store: Store
  bridge: Bridge
  storeKey: string
}

export type Chat = ReturnType<typeof createChat>

const typingSentEveryMs = 4000

/** What the chat does; what it looks like is drawn from the store. */
export function createChat({ api, store, bridge, storeKey }: ChatOptions) {
  let identity: WidgetIdentity | null = null
  let language = 'en'
  let page: { url: string; title: string } | null = null
  let attributes: WidgetAttributes = {}
  let agreed: 'chat' | 'page' | null = null
  let open = false
  let told = Promise.resolve()
  let line: LiveLine | null = null
  let renewing: Promise<boolean> | null = null
  let typingSentAt = 0

  const facts = createFacts({ api, store })
  const typing = createTyping(store)
  const outbox = createOutbox({
    isReady: () => store.get().phase === 'ready',
    send: api.sendMessage,
    onChange: (waiting) => store.set({ waiting: [...waiting] }),
    onSent: (message) => take([message]),
    onUnauthorized: async () => (await renewSession()) && store.get().phase === 'ready',
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    store: keptMessages(storeKey),
  })

  async function startSession(): Promise<boolean> {
    const asked = store.get().config?.consent
    try {
      const consent = asked && agreed ? { version: asked.version, given: agreed } : null
      const session = await api.session({ identity, locale: language, page, consent })
      bridge.tell({ type: 'identity', state: session.identity, problem: session.identityProblem })
      const { config, asksDetails, hasEmail, mailsTo } = session
      store.set({ phase: 'ready', config, asksDetails, hasEmail, mailsTo })
      takeState(session.state)
      return true
    } catch (error) {
      if (error instanceof RequestError && error.status === 403 && (await askForConsent())) return false
      const lost = error instanceof RequestError && error.temporary
      if (store.get().phase === 'loading') {
        if (lost) setTimeout(() => void begin(), 3000)
        else store.set({ phase: 'broken' })
      }
      return false
    }
  }

  /** The wording may have changed since the page was loaded. @returns false where it is not consent that is missing */
  async function askForConsent(): Promise<boolean> {
    agreed = null
    const config = await api.config().catch(() => null)
    if (config?.consent) store.set({ phase: 'consent', config })
    return config?.consent != null
  }

  /** Whoever is refused at the same time gets the same session: two begun at once would be two visitors. */
  function renewSession(): Promise<boolean> {
    renewing ??= startSession().finally(() => {
      renewing = null
    })
    return renewing
  }

  async function begin(): Promise<void> {
    if (!(await startSession())) return
    store.set({ waiting: [...outbox.waiting()] })
    if (Object.keys(attributes).length > 0) void setAttributes({})
    connect()
    void outbox.flush()
  }

  /** A line costs the server something: only for those who look or have written before, and have a session. */
  function connect(): void {
    if (line || store.get().phase !== 'ready' || !(open || store.get().state.started)) return
    line = openLiveLine({
      api,
      onConnected: async () => {
        await loadLatest()
        void outbox.flush()
      },
      onOnline: (online) => store.set({ online }),
      onUnauthorized: renewSession,
      on: { message: (message) => take([message]), state: takeState, typing: typing.show },
    })
  }

  async function loadLatest(): Promise<void> {
    const { data, nextCursor } = await api.messages()
    const first = store.get().messages.length === 0
    take(data)
    if (first) store.set({ olderCursor: nextCursor })
  }

  function take(incoming: readonly WidgetMessage[]): void {
    const known = store.get().messages
    const newest = known.at(-1)?.createdAt ?? ''
    for (const message of incoming) if (message.clientId) outbox.confirm(message.clientId)
    store.set({ messages: mergeMessages(known, incoming) })
    const fresh = incoming.filter((message) => message.author.type !== 'contact' && message.createdAt > newest && !message.event)
    if (fresh.length > 0) typing.hide()
    if (known.length > 0) {
      if (incoming.some(({ event, createdAt }) => event === 'resolved' && createdAt > newest)) bridge.tell({ type: 'ended' })
      for (const { id, text, author } of fresh) bridge.tell({ type: 'message', message: { id, text, author: author.type } })
    }
    noteSeen()
  }

  function takeState(state: WidgetState): void {
    store.set({ state })
    facts.tell()
    bridge.tell({ type: 'unread', count: isVisible() ? 0 : state.unread })
    noteSeen()
  }

  const isVisible = () => open && document.visibilityState === 'visible'
  const { noteSeen, tellSeen } = createSeen({ api, store, isVisible, onState: takeState })

  function send(message: Partial<Pick<OutgoingMessage, 'clientId' | 'text' | 'files' | 'reply' | 'form'>>): void {
    outbox.add({
      clientId: message.clientId ?? newClientId(),
      text: message.text ?? null,
      files: message.files ?? [],
      reply: message.reply ?? null,
      form: message.form ?? null,
      greetingId: store.get().state.started ? null : (store.get().greeting?.id ?? null),
      createdAt: new Date().toISOString(),
    })
    typingSentAt = 0
    connect()
  }

  watchHours(store, api.config)
  document.addEventListener('visibilitychange', () => takeState(store.get().state))
  addEventListener('online', () => {
    line?.retryNow()
    void outbox.flush()
  })

  return {
    send,
    retry: outbox.retry,
    agree(given: 'chat' | 'page' = 'chat'): void {
      agreed = given
      if (store.get().phase !== 'consent') return
      store.set({ phase: 'loading' })
      void begin()
    },
    async giveDetails(details: WidgetDetails): Promise<void> {
      await api.details(details)
      store.set({ asksDetails: false, ...(details.email && { hasEmail: true }) })
    },
    async rate(rating: WidgetRating): Promise<void> {
      takeState(await api.rate(rating))
    },
    conversations: api.conversations,
    look(view: ChatState['view']): void {
      store.set({ view })
    },
    /** Whatever was still open is over then. */
    async beginAnew(isOpen: boolean): Promise<void> {
      if (isOpen) {
        takeState(await api.end())
        await loadLatest()
      }
      store.set({ view: 'chat', since: store.get().messages.at(-1)?.createdAt ?? '' })
    },
    async lookAt(conversation: WidgetConversation): Promise<void> {
      store.set({ view: await readConversation(api, conversation) })
    },
    wholeConversation: () => readEverything(api),
    /** The line goes with it: it would open a session anew. */
    async erase(): Promise<void> {
      await api.erase()
      line?.close()
      outbox.clear()
    },
    begone(): void {
      bridge.tell({ type: 'close' })
      bridge.tell({ type: 'forgotten' })
    },
    mailTranscript: (email: string | null) => api.mailTranscript(newClientId(), email),
    /** A file that is chosen while the chat is still being opened waits for that. */
    async upload(file: File): Promise<WidgetFile> {
      await untilReady(store)
      return api.upload(file)
    },
    file: api.file,
    close: () => bridge.tell({ type: 'close' }),
    isTyping(): void {
      const { online, state } = store.get()
      // Before the first message there is nobody yet who could see it.
      if (Date.now() - typingSentAt < typingSentEveryMs || !online || !state.started) return
      typingSentAt = Date.now()
      api.typing().catch(() => {})
    },
    async askForPerson(wish: string): Promise<void> {
      connect()
      const clientId = newClientId()
      try {
        takeState(await api.askForPerson(clientId, wish))
      } catch {
        // As a message it reaches the team as soon as there is a connection; under the same id, because it may have reached them already.
        send({ text: wish, clientId })
      }
    },
    async loadOlder(): Promise<void> {
      const cursor = store.get().olderCursor
      if (!cursor) return
      const { data, nextCursor } = await api.messages(cursor)
      store.set({ messages: mergeMessages(store.get().messages, data), olderCursor: nextCursor })
    },
    hear(message: ToChat): void {
      if (message.type === 'open') {
        open = true
        store.set({ modal: message.modal })
        takeState(store.get().state)
        connect()
      } else if (message.type === 'close') {
        const wasVisible = isVisible()
        open = false
        void tellSeen(wasVisible ? 'read' : 'delivered')
      } else if (message.type === 'consent') this.agree('page')
      else if (message.type === 'greeting') store.set({ greeting: message.greeting })
      else if (message.type === 'draft') writeDraft(message.text)
      else if (message.type === 'facts') facts.note(message.facts)
      else if (message.type === 'look') store.set({ theme: message.theme })
      else {
        // One after the other: two sessions begun at once would be two visitors.
        told = told.then(() => obey(message))
      }
    },
  }

  async function obey(message: Extract<ToChat, { type: 'start' | 'identify' | 'set' | 'forget' | 'page' }>): Promise<void> {
    if (message.type === 'page') return tellPage(message.page)
    if (message.type === 'set') return setAttributes(message.attributes)
    if (message.type === 'forget') return forget()
    if (message.type === 'identify') {
      // Websites say it again on each page.
      if (JSON.stringify(message.identity) === JSON.stringify(identity)) return
      identity = message.identity
      if (store.get().phase === 'consent') return
      // Perhaps another person now: what was shown may not be theirs.
      line?.close()
      line = null
      store.set({ messages: [], olderCursor: null })
      return begin()
    }
    return start({ ...nothingSaid, ...message })
  }

  async function start(said: Start): Promise<void> {
    const { token, config, modal, theme, greeting, draft } = said
    api.useToken(token)
    if (said.forget) return forget()
    ;({ identity, language, page, attributes } = said)
    open ||= said.open
    if (said.fresh) outbox.clear()
    agreed = said.consented ? 'page' : null
    const waits = config.consent != null && !token && !agreed
    if (draft) writeDraft(draft)
    facts.note(said.facts)
    store.set({ modal, theme, config, greeting, ...(waits && { phase: 'consent' }) })
    if (!waits) await begin()
  }

  async function forget(): Promise<void> {
    line?.close()
    outbox.clear()
    await api.forget().catch(() => {})
    bridge.tell({ type: 'forgotten' })
  }

  async function tellPage(now: { url: string; title: string }): Promise<void> {
    page = now
    if (store.get().phase === 'ready') await api.notePage(now).catch(() => {})
  }

  function writeDraft(text: string): void {
    store.set({ draft: { text, count: (store.get().draft?.count ?? 0) + 1 } })
  }

  async function setAttributes(more: WidgetAttributes): Promise<void> {
    attributes = { ...attributes, ...more }
    if (store.get().phase === 'ready') await api.setAttributes(attributes).catch(() => {})
  }
}
