export { createPipelineModule } from './module.ts'
export { openPipeline, type Pipeline } from './open-pipeline.ts'
export type { ReceiveOutcome, Receiver } from './receive.ts'
export type { Respond } from './responders.ts'
