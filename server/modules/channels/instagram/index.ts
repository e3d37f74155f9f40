export { createInstagramAdapter } from './create-instagram-adapter.ts'
export { instagramEgress } from './egress.ts'
