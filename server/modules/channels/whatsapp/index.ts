export { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
export { whatsAppEgress } from './egress.ts'
export { routeMetaBody } from './route-meta-body.ts'
export { answerHubChallenge, isHubSigned } from './verify-hub-signature.ts'
