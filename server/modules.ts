import { workspacesModule } from './modules/workspaces/index.ts'
import type { Module } from './platform/module.ts'

/** Every module, lowest floor first: the place to start reading from. */
export const modules: readonly Module[] = [workspacesModule]
