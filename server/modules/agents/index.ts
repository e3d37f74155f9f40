import './tables.ts'

export { embedderFor } from './embedder.ts'
export { getRun } from './get-run.ts'
export { loadAgent } from './load-agent.ts'
export { createAgentsModule } from './module.ts'
export { respond } from './respond.ts'
export type { RespondingAgent } from './responding-agent.ts'
export { understandMedia } from './understand-media.ts'
