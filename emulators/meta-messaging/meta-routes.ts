import type { Route } from '../http-server.ts'
import { facebookOauthRoutes } from './facebook-oauth.ts'
import { fileRoutes } from './file-store.ts'
import { handoverRoutes } from './handover-routes.ts'
import { type InstagramTokenShape, instagramOauthRoutes } from './instagram-oauth.ts'
import { type LoginAnswer, loginRoutes } from './login-routes.ts'
import { nodeRoutes } from './node-routes.ts'
import { profileRoutes } from './profile-routes.ts'
import { type SendParts, sendMessage } from './send-message.ts'
import { subscriptionRoutes } from './subscription-routes.ts'
import { uploadAttachment } from './upload-attachment.ts'

/** All that Meta's addresses offer for messaging. */
export function metaRoutes(parts: SendParts, login: { takeLogin: () => LoginAnswer; instagramTokenShape: InstagramTokenShape }): Route[] {
  const { platform, handover } = parts
  return [
    { method: 'POST', pattern: /^(?:\/v\d+\.\d+)?\/(\d+|me)\/messages$/, handle: sendMessage(parts) },
    { method: 'POST', pattern: /^(?:\/v\d+\.\d+)?\/(\d+|me)\/message_attachments$/, handle: uploadAttachment(platform) },
    ...subscriptionRoutes(platform),
    ...handoverRoutes(platform, handover),
    ...profileRoutes(platform),
    ...loginRoutes(platform, login.takeLogin),
    ...facebookOauthRoutes(platform),
    ...instagramOauthRoutes(platform, login.instagramTokenShape),
    ...fileRoutes(platform.files),
    ...nodeRoutes(platform),
  ]
}
