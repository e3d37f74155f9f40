import { render } from 'preact'
import { createApi } from './api.ts'
import './app.css'
import type { ToChat } from '../bridge-messages.ts'
import { openBridge } from './bridge.ts'
import { createChat } from './chat.ts'
import { createStore } from './chat-state.ts'
import { App } from './components/app.tsx'
import { closestLanguage, loadWords } from './load-words.ts'

const key = new URLSearchParams(location.search).get('key') ?? ''
const pageOrigin = decodeURIComponent(location.hash.slice(1))

const store = createStore()
const api = createApi(key, (token) => bridge.tell({ type: 'token', token }))
const bridge = openBridge(key, pageOrigin, hear)
const chat = createChat({ api, store, bridge, storeKey: `parley:outbox:${key}` })

async function hear(message: ToChat): Promise<void> {
  if (message.type === 'start' || message.type === 'look') {
    const language = closestLanguage(message.language)
    const words = await loadWords(language)
    document.documentElement.lang = language
    document.documentElement.dir = language === 'fa' ? 'rtl' : 'ltr'
    render(<App chat={chat} store={store} words={words} language={language} />, document.body)
  }
  chat.hear(message)
}

const link = /^resume=(.*)$/.exec(pageOrigin)?.[1]
if (parent === window && link !== undefined) void import('./resume.ts').then(({ resume }) => resume({ api, store, key, link, hear }))
else bridge.tell({ type: 'ready' })
