export { circuitsOf } from './circuit.ts'
export { holdSends } from './hold-sends.ts'
export { createPipelineModule } from './module.ts'
export { openPipeline } from './open-pipeline.ts'
