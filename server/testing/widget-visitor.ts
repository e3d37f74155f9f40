import type { WidgetMessage, WidgetSession } from '../../contract/widget.ts'

export interface VisitorAnswer<T> {
  status: number
  body: T
}

/** What a visitor's browser asks the server, as the widget does it. */
export function widgetVisitor(url: string, key: string) {
  let made = 0
  async function call<T>(method: string, path: string, token: string | null, body?: unknown): Promise<VisitorAnswer<T>> {
    const response = await fetch(`${url}/widget/v1/${path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text ? JSON.parse(text) : null) as T }
  }
  return {
    call,
    open: (more: object = {}) => call<WidgetSession>('POST', 'session', null, { key, ...more }),
    say: (token: string, text: string) => call<WidgetMessage>('POST', 'messages', token, { clientId: `client-id-${++made}`, text }),
  }
}
