import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorizeAccount } from './authorize.ts'
import type { Cloud, Template } from './cloud.ts'
import { GraphError } from './graph-error.ts'
import { parameters } from './parameters.ts'
import { setComponents, showTemplate, templateId } from './template-nodes.ts'
import type { TemplateReviews } from './template-reviews.ts'
import { newTemplateSchema, readComponents, readInput } from './template-schema.ts'

const pattern = /^(?:\/v\d+\.\d+)?\/(\d+)\/message_templates$/
const mostTemplates = 250
const blockedMs = 30 * 24 * 3600_000

/** The templates of a business account: list, submit, delete. Reading and editing one goes by its own id (template-nodes.ts). */
export function templateRoutes(cloud: Cloud, reviews: TemplateReviews): Route[] {
  return [
    { method: 'GET', pattern, handle: (exchange) => list(cloud, exchange) },
    { method: 'POST', pattern, handle: (exchange) => create(cloud, exchange, reviews) },
    { method: 'DELETE', pattern, handle: (exchange) => remove(cloud, exchange) },
  ]
}

/** Cursors name the template after which a page begins, so that they hold while others come and go. */
function list(cloud: Cloud, exchange: Exchange): Answer {
  const account = authorizeAccount(cloud, exchange, exchange.params[0] ?? '')
  const { query } = exchange
  const status = query.get('status')
  const name = query.get('name')
  const all = account.templates.filter((one) => (!status || one.status === status) && (!name || one.name === name))
  const after = query.get('after')
  const from = after === null ? 0 : all.findIndex((one) => cursorOf(one) === after) + 1
  if (after !== null && from === 0)
    throw new GraphError(100, '(#100) The after cursor specified exceeds the max limit supported by this endpoint')
  const limit = Math.max(1, Math.min(Number(query.get('limit') ?? 25) || 25, 1000))
  const shown = all.slice(from, from + limit)
  const [first, last] = [shown[0], shown.at(-1)]
  const paging = first && last ? { cursors: { before: cursorOf(first), after: cursorOf(last) } } : undefined
  const hasMore = from + limit < all.length
  const next = new URLSearchParams([...query].filter(([key]) => key !== 'after' && key !== 'access_token'))
  if (last) next.set('after', cursorOf(last))
  return {
    status: 200,
    json: {
      data: shown.map((one) => showTemplate(one, query.get('fields'))),
      ...(paging ? { paging: { ...paging, ...(hasMore ? { next: `https://graph.facebook.com${exchange.path}?${next}` } : {}) } } : {}),
    },
  }
}

function cursorOf(template: Template): string {
  return Buffer.from(templateId(template)).toString('base64url')
}

function create(cloud: Cloud, exchange: Exchange, reviews: TemplateReviews): Answer {
  const account = authorizeAccount(cloud, exchange, exchange.params[0] ?? '')
  const input = readInput(newTemplateSchema, parameters(exchange))
  const components = readComponents(input.components, input.category, input.parameter_format, cloud.examples.typeOf)
  const { name, language } = input
  if (account.templates.some((one) => one.name === name && one.language === language)) {
    const words = `There is already ${language} content for this template. You can create a new template and try again.`
    throw new GraphError(100, 'Content in this language already exists', 2388024, words)
  }
  const deletedAt = account.deletedTemplates?.get(name)
  if (deletedAt !== undefined && cloud.clock() - deletedAt < blockedMs) {
    throw new GraphError(100, 'The name belonged to a template that was deleted', 2388023, 'Try again in 4 weeks or choose another name.')
  }
  if (account.templates.length >= mostTemplates) throw new GraphError(2388019, `The account has ${mostTemplates} templates`)
  const category = input.category.toLowerCase() as Template['category']
  const template: Template = { name, language, category, status: 'PENDING', body: '', parameterFormat: input.parameter_format }
  setComponents(template, components)
  account.templates.push(template)
  reviews.submit(template)
  return { status: 200, json: { id: templateId(template), status: 'PENDING', category: input.category } }
}

/** By name every language of it, with `hsm_id` just that one. */
function remove(cloud: Cloud, exchange: Exchange): Answer {
  const account = authorizeAccount(cloud, exchange, exchange.params[0] ?? '')
  const { name, hsm_id: id } = parameters(exchange)
  const chosen = account.templates.filter((one) => one.name === name && (id === undefined || templateId(one) === id))
  if (chosen.length === 0) throw new GraphError(100, 'Message template not found', 2593002, 'The message template was not found.')
  if (chosen.some((one) => one.status === 'DISABLED')) throw new GraphError(100, 'A disabled template cannot be deleted')
  account.templates = account.templates.filter((one) => !chosen.includes(one))
  if (chosen.some((one) => one.status === 'APPROVED')) {
    account.deletedTemplates ??= new Map()
    account.deletedTemplates.set(String(name), cloud.clock())
  }
  return { status: 200, json: { success: true } }
}
