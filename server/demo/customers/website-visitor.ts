import { randomBytes } from 'node:crypto'
import type { WidgetSession } from '../../../contract/widget.ts'
import type { ApiServer } from '../../platform/module.ts'
import type { Scene } from '../scene.ts'
import { type Customer, type CustomerStep, cannot } from './customer.ts'

/** Writes in the chat of the shop's website, as the widget in a visitor's browser does. */
export async function websiteVisitor(server: ApiServer, widgetKey: string, who: Scene['customer']): Promise<Customer> {
  const post = async <T>(path: string, payload: object, token?: string): Promise<T> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await server.inject({ method: 'POST', url: `/widget/v1/${path}`, headers, payload })
    if (answer.statusCode >= 400) throw new Error(`The widget's ${path} answered ${answer.statusCode}: ${answer.body.slice(0, 300)}`)
    return JSON.parse(answer.body) as T
  }
  const identity = { id: randomBytes(6).toString('hex'), name: who.name, ...(who.email && { email: who.email }) }
  const { token } = await post<WidgetSession>('session', {
    key: widgetKey,
    identity,
    locale: who.language ?? 'en',
    page: { url: 'https://qamqor-home.example/catalogue', title: 'Qamqor Home' },
  })
  const act = async (step: CustomerStep): Promise<void> => {
    switch (step.kind) {
      case 'writes':
        await post('messages', { clientId: randomBytes(9).toString('base64url'), text: step.text }, token)
        return
      case 'opens':
        await post('read', { status: 'read' }, token)
        return
      default:
        throw cannot('the website', step)
    }
  }
  return { act, setBack: () => {} }
}
