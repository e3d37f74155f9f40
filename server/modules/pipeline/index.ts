export { createPipelineModule } from './module.ts'
export { openPipeline, type Pipeline } from './open-pipeline.ts'
export type { Receiver, ReceiveOutcome } from './receive.ts'
export type { Respond } from './responders.ts'
