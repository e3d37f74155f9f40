export { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
export { whatsAppEgress } from './egress.ts'
