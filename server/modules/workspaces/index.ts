export { createAuthenticator } from './access/create-authenticator.ts'
export { workspacesModule } from './module.ts'
export { recordAudit, recordSystemAudit } from './record-audit.ts'
