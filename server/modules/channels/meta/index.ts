export { appSecretField, fieldsOfOtherApps, verifyTokenHelp } from './app-secret.ts'
export { readCallbackData, writeCallbackData } from './callback-data.ts'
export { checkAppSecret } from './check-secret.ts'
export { type FacebookApp, facebookSignIn, giveFacebookToken, ownFacebookApp } from './facebook-sign-in.ts'
export { callGraph, type GraphError, type GraphOptions, type GraphRequest, type Meaning } from './graph.ts'
export {
  type AppIdentity,
  appOfChannel,
  checkLife,
  checkScopes,
  checkToken,
  inspectToken,
  type OwnApp,
  ownSecrets,
  type TokenFacts,
} from './inspect-token.ts'
export { appWebhookOf, checkAppWebhook, setAppWebhook } from './messaging/app-webhook.ts'
export { commentFields, commentSettings, takesComments } from './messaging/comment-settings.ts'
export { checkAccess, checkSubscription, subscribeAccount, subscribePage, unsubscribeAccount } from './messaging/connect-messaging.ts'
export { downloadMessaging, isFileUrl } from './messaging/download-messaging.ts'
export { explainMessaging } from './messaging/explain-messaging.ts'
export { otherSpelling } from './messaging/field-spelling.ts'
export { profileFields, profileSettings, setMessengerProfile } from './messaging/messenger-profile.ts'
export { parseMessaging } from './messaging/parse-messaging.ts'
export type { MessagingProduct } from './messaging/product.ts'
export { readProfile } from './messaging/read-profile.ts'
export { renderMessaging } from './messaging/render-messaging.ts'
export { restoreMessaging } from './messaging/restore-messaging.ts'
export { sendMessaging, showSenderAction } from './messaging/send-messaging.ts'
export { showMessagingCall } from './messaging/show-call.ts'
export { routeMetaBody } from './route-meta-body.ts'
export { answerHubChallenge, isHubSigned, verifyHub } from './verify-hub-signature.ts'
