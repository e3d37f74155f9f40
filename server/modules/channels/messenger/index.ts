export { createMessengerAdapter } from './create-messenger-adapter.ts'
export { messengerEgress } from './egress.ts'
