import type { Answer, Exchange } from '../http-server.ts'
import { authorizeAccount, requireScope } from './authorize.ts'
import { checkCalls } from './check-pace.ts'
import { fetchAttachment } from './fetch-attachment.ts'
import { uploadSchema } from './message-schema.ts'
import { parameters } from './parameters.ts'
import type { Platform } from './platform.ts'
import { readParameters } from './refuse-issue.ts'
import { messagingScope } from './send-message.ts'

/** `POST /{account}/message_attachments`: a file that several messages then name by its id. */
export function uploadAttachment(platform: Platform): (exchange: Exchange) => Promise<Answer> {
  return async (exchange) => {
    const { token, account } = authorizeAccount(platform, exchange)
    requireScope(token, messagingScope)
    checkCalls(platform, account)
    const { message } = readParameters(uploadSchema, parameters(exchange))
    const file = await fetchAttachment(platform, account, message.attachment.type, message.attachment.payload.url)
    return { status: 200, json: { attachment_id: file.id } }
  }
}
