export { createPipelineModule } from './module.ts'
export { openPipeline } from './open-pipeline.ts'
