import type { Module } from '../../platform/module.ts'
import { watchAccessChanges } from './access/watch-access-changes.ts'

/**
 * Who may come in: accounts and sessions, workspaces with their members, roles and invitations, API keys, and the audit log. It knows
 * nothing of what happens inside a workspace.
 */
export const workspacesModule: Module = {
  name: 'workspaces',
  start: watchAccessChanges,
  personalData: [],
  egress: [],
}
