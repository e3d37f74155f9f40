/** The customer's phone: everything it shows comes from `/_phone/…`, live through one event stream. */

const at = (id) => document.getElementById(id)
let state = { provider: '', accounts: [], customers: [], samples: [] }
let account = ''
let customer = ''
let stream
let typingTimer

async function call(path, body) {
  const response = await fetch(
    path,
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  const answer = await response.json()
  at('problem').hidden = response.ok
  if (!response.ok) {
    at('problem').textContent = answer.error ?? 'That did not work.'
    throw new Error(answer.error)
  }
  return answer
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else made.setAttribute(name, value)
  }
  made.append(...children.filter((one) => one !== undefined))
  return made
}

async function loadState() {
  state = await call('/_phone/state')
  at('provider').textContent = state.provider
  document.title = `${state.provider} customer phone`
  at('account').replaceChildren(...state.accounts.map((one) => element('option', { value: one.id }, one.name)))
  if (!state.accounts.some((one) => one.id === account)) account = state.accounts[0]?.id ?? ''
  at('account').value = account
  at('people').replaceChildren(
    ...state.customers.map((one) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', 'data-testid': 'phone-customer', 'aria-current': String(one.id === customer), onclick: () => choose(one.id) },
          one.name,
          element('small', { dir: 'ltr' }, one.address),
        ),
      ),
    ),
  )
  at('samples').replaceChildren(
    ...state.samples.map((one) =>
      element(
        'button',
        { type: 'button', 'data-testid': `phone-sample-${one.name}`, onclick: () => send({ kind: 'sample', sample: one.name }) },
        one.label,
      ),
    ),
  )
  at('who').textContent = state.customers.find((one) => one.id === customer)?.name ?? ''
}

async function choose(id) {
  customer = id
  sessionStorage.setItem('customer', id)
  await loadState()
  listen()
}

/** While the stream is open the conversation counts as being looked at: the business gets its read receipts. */
function listen() {
  stream?.close()
  if (!account || !customer || document.hidden) return
  stream = new EventSource(`/_phone/events?${new URLSearchParams({ account, customer })}`)
  stream.onopen = loadThread
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data)
    if (event.account !== account || event.customer !== customer) return
    if (event.type === 'typing') showTyping(event.until)
    else showMessage(event.message)
  }
}

async function loadThread() {
  const { messages, typingUntil } = await call(`/_phone/messages?${new URLSearchParams({ account, customer })}`)
  at('thread').replaceChildren()
  for (const message of messages) showMessage(message)
  showTyping(typingUntil)
}

function showTyping(until) {
  clearTimeout(typingTimer)
  const left = until - Date.now()
  at('typing').hidden = left <= 0
  if (left > 0) typingTimer = setTimeout(() => showTyping(0), left)
}

const ticks = { pending: '', sent: '✓', delivered: '✓✓', read: '✓✓ read', failed: 'not delivered' }

function isNearEnd() {
  const thread = at('thread')
  return thread.scrollHeight - thread.scrollTop - thread.clientHeight < 300
}

function scrollToEnd() {
  at('thread').scrollTop = at('thread').scrollHeight
}

function showMessage(message) {
  const thread = at('thread')
  const nearEnd = isNearEnd()
  const shown = render(message)
  const old = thread.querySelector(`[data-id="${CSS.escape(message.id)}"]`)
  if (old) old.replaceWith(shown)
  else {
    thread.append(shown)
    if (message.direction === 'in') showTyping(0)
  }
  if (nearEnd || !old) scrollToEnd()
}

function render(message) {
  const { id, direction, text, media, location, header, footer, buttons = [], reactions, replyTo } = message
  const body = message.deleted ? 'This message was deleted' : text
  const faces = [reactions.customer, reactions.business].filter(Boolean).join(' ')
  const time = new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  const meta = element(
    'p',
    { class: 'meta' },
    faces,
    message.edited ? 'edited' : '',
    time,
    direction === 'out' ? element('span', { 'data-testid': 'phone-status' }, ticks[message.status]) : undefined,
  )
  if (direction === 'in') {
    const mine = reactions.customer
    meta.append(
      element(
        'button',
        {
          type: 'button',
          'data-testid': 'phone-react',
          'aria-label': mine ? 'Take the reaction back' : 'React with a thumb',
          onclick: () => react(id, mine ? '' : '👍'),
        },
        mine ? '×' : '👍',
      ),
    )
  }
  return element(
    'li',
    { class: 'message', 'data-testid': 'phone-message', 'data-direction': direction, 'data-id': id, 'data-kind': message.kind },
    replyTo ? element('p', { class: 'foot', dir: 'auto' }, `↩ ${quoted(replyTo)}`) : undefined,
    header ? element('p', { class: 'head', dir: 'auto' }, header) : undefined,
    media ? renderMedia(media, message.kind) : undefined,
    location
      ? element('p', {}, `📍 ${[location.name, `${location.latitude}, ${location.longitude}`].filter(Boolean).join(' · ')}`)
      : undefined,
    body && !(location && location.name === body) ? element('p', { dir: 'auto' }, body) : undefined,
    footer ? element('p', { class: 'foot', dir: 'auto' }, footer) : undefined,
    buttons.length > 0 ? element('div', { class: 'buttons' }, ...buttons.map((one) => renderButton(id, one))) : undefined,
    meta,
  )
}

function quoted(id) {
  const original = at('thread').querySelector(`[data-id="${CSS.escape(id)}"] p[dir]`)
  return (original?.textContent ?? 'an earlier message').slice(0, 60)
}

function renderMedia({ url, mimeType, name, size }, kind) {
  if (mimeType.startsWith('image/')) return element('img', { src: url, alt: name ?? kind, onload: () => isNearEnd() && scrollToEnd() })
  if (mimeType.startsWith('audio/')) return element('audio', { src: url, controls: '', preload: 'none' })
  if (mimeType.startsWith('video/')) return element('video', { src: url, controls: '', preload: 'none' })
  return element('a', { href: url, download: name ?? 'file' }, `${name ?? kind} (${Math.ceil(size / 1024)} kB)`)
}

function renderButton(messageId, button) {
  const extra = [button.section, button.description].filter(Boolean).join(' · ')
  const label = [button.title, extra ? element('small', { dir: 'auto' }, extra) : undefined]
  if (button.kind === 'link')
    return element('a', { href: button.url, target: '_blank', rel: 'noopener', 'data-testid': 'phone-button' }, ...label)
  return element(
    'button',
    {
      type: 'button',
      dir: 'auto',
      'data-testid': 'phone-button',
      onclick: () => call('/_phone/tap', { account, customer, messageId, buttonId: button.id }),
    },
    ...label,
  )
}

const send = (message) => call('/_phone/send', { account, customer, message })
const react = (messageId, emoji) => call('/_phone/react', { account, customer, messageId, emoji })

function toBase64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1])
    reader.readAsDataURL(file)
  })
}

function kindOf(type) {
  const [family] = type.split('/')
  return ['image', 'audio', 'video'].includes(family) ? family : 'document'
}

at('person-form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { name, address } = Object.fromEntries(new FormData(event.target))
  const { id } = await call('/_phone/customers', { name, ...(address ? { address } : {}) })
  event.target.reset()
  await choose(id)
  at('text').focus()
})

at('composer').addEventListener('submit', async (event) => {
  event.preventDefault()
  const text = at('text').value.trim()
  if (text === '' || !customer) return
  at('text').value = ''
  await send({ kind: 'text', text })
})

at('account').addEventListener('change', () => {
  account = at('account').value
  listen()
})

at('more').addEventListener('click', () => {
  const open = at('extras').hidden
  at('extras').hidden = !open
  at('more').setAttribute('aria-expanded', String(open))
})
at('pick').addEventListener('click', () => at('file').click())
at('file').addEventListener('change', async () => {
  const [file] = at('file').files
  if (!file) return
  const mimeType = file.type || 'application/octet-stream'
  await send({ kind: kindOf(mimeType), mimeType, name: file.name, base64: await toBase64(file) })
  at('file').value = ''
})
at('place').addEventListener('click', () => send({ kind: 'location', latitude: 43.2389, longitude: 76.8897, name: 'Panfilov Park' }))
document.addEventListener('visibilitychange', listen)

await loadState()
const known = new URLSearchParams(location.search).get('customer') ?? sessionStorage.getItem('customer')
const first = state.customers.find((one) => one.id === known) ?? state.customers[0]
if (first) await choose(first.id)
