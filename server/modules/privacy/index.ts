export { createPrivacyModule } from './module.ts'
export { obeyCommand } from './obey-command.ts'
