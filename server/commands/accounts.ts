import { createApiKey, createOwner } from '../modules/workspaces/index.ts'
import { AppError } from '../platform/errors.ts'
import { roles } from '../platform/module.ts'
import { withDeps } from './with-deps.ts'

export async function addOwner(given: { email: string; password: string; workspace: string }): Promise<void> {
  const { email, password, workspace } = given
  await withDeps((deps) => createOwner(deps, { email, password, workspaceName: workspace }))
  process.stdout.write(`${email} owns the workspace ${workspace}.\n`)
}

/** The last line printed is the key and nothing else, so that a script can take it. */
export async function addApiKey(given: { workspace: string; name: string; role: string }): Promise<void> {
  const role = roles.find((known) => known === given.role)
  if (!role)
    throw new AppError('role-unknown', { status: 400, userMessage: `There is no role ${given.role}: choose one of ${roles.join(', ')}.` })
  const { key } = await withDeps((deps) => createApiKey(deps, { workspaceName: given.workspace, name: given.name, role }))
  process.stdout.write(`A key for ${given.workspace} with role ${role}, shown this once:\n${key}\n`)
}
