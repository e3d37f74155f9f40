import { ProviderError } from '../../../../platform/errors.ts'
import type { Connection } from '../../adapter.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../../json-value.ts'
import { callGraph, type GraphOptions } from '../../meta/index.ts'
import type { ProviderTemplate, TemplateManagement } from '../../template-management.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from '../settings.ts'
import { explainTemplate } from './explain-template.ts'
import { readCategory, readStatus, readTemplate } from './read-template.ts'
import { whatsAppTemplateRules } from './rules.ts'
import { type UploadOptions, uploadExample } from './upload-example.ts'
import { writeComponents } from './write-template.ts'

const fields = 'id,name,language,status,category,quality_score,rejected_reason,parameter_format,components'
const pageSize = '100'

/** The templates of the number's business account (…/whatsapp/templates/template-management). */
export function manageWhatsAppTemplates(given: UploadOptions): TemplateManagement<WhatsAppSettings, WhatsAppCredentials> {
  const by = ({ credentials }: Connection<WhatsAppSettings, WhatsAppCredentials>): UploadOptions => ({
    ...given,
    explain: explainTemplate,
    appSecret: credentials.appSecret,
  })
  const account = ({ settings }: Connection<WhatsAppSettings, WhatsAppCredentials>) => `/${settings.businessAccountId}/message_templates`
  const token = ({ credentials }: Connection<WhatsAppSettings, WhatsAppCredentials>) => credentials.accessToken
  return {
    rules: whatsAppTemplateRules,
    editable: new Set(['approved', 'rejected', 'paused']),
    list: async (connection, cursor, signal) => {
      const query = { fields, limit: pageSize, ...(cursor === null ? {} : { after: cursor }) }
      const answer = await callGraph(by(connection), {
        method: 'GET',
        path: account(connection),
        query,
        accessToken: token(connection),
        signal,
      })
      const templates = asList(answer.data)
        .map(readTemplate)
        .filter((template) => template !== null)
      return { templates, next: nextCursor(answer) }
    },
    find: (connection, externalId, signal) => findTemplate(by(connection), externalId, { accessToken: token(connection), signal }),
    create: async (connection, draft) => {
      const { name, language, category, parameterFormat } = draft
      const components = writeComponents(draft, parameterFormat)
      // One-time codes have no variables of the business's own.
      const format = draft.code ? {} : { parameter_format: parameterFormat.toUpperCase() }
      const json = { name, language, category: category.toUpperCase(), ...format, components }
      const answer = await callGraph(by(connection), { method: 'POST', path: account(connection), json, accessToken: token(connection) })
      const externalId = asId(answer.id)
      if (externalId === null) throw noId()
      // Some are approved at once, and some are put into another category.
      return { externalId, status: readStatus(answer.status), category: readCategory(answer.category) ?? category }
    },
    edit: async (connection, externalId, { category, ...content }) => {
      const json = {
        ...(category ? { category: category.toUpperCase() } : {}),
        components: writeComponents(content, content.parameterFormat),
      }
      await callGraph(by(connection), { method: 'POST', path: `/${externalId}`, json, accessToken: token(connection) })
    },
    uploadExample: (connection, example) => uploadExample(by(connection), connection.credentials, example),
    remove: async (connection, { externalId, name }) => {
      const query = { name, hsm_id: externalId }
      const request = { method: 'DELETE', path: account(connection), query, accessToken: token(connection) }
      // Meta answers the same for what is gone already and for what never was.
      await callGraph(by(connection), request).catch(async (error: unknown) => {
        const isUnknown = error instanceof ProviderError && error.providerCode === '100'
        if (isUnknown && (await findTemplate(by(connection), externalId, request)) === null) return
        throw error
      })
    },
  }
}

/** The last page has cursors too; only a following one has an address. */
function nextCursor(answer: JsonObject): string | null {
  const paging = asObject(answer.paging)
  return paging?.next ? asText(asObject(paging.cursors)?.after, 2000) : null
}

async function findTemplate(
  options: GraphOptions,
  externalId: string,
  { accessToken, signal }: { accessToken: string; signal?: AbortSignal | undefined },
): Promise<ProviderTemplate | null> {
  try {
    return readTemplate(await callGraph(options, { method: 'GET', path: `/${externalId}`, query: { fields }, accessToken, signal }))
  } catch (error) {
    // Graph does not tell what is missing from what the token may not see.
    if (error instanceof ProviderError && error.providerCode === '100') return null
    throw error
  }
}

function noId(): ProviderError {
  return new ProviderError({
    provider: 'whatsapp',
    code: 'provider',
    retryable: true,
    uncertain: true,
    message: 'WhatsApp answered without the id of the template.',
  })
}
