export { widgetModule } from './module.ts'
