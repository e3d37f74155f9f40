import { addOperator, createApiKey, createOwner, listOperators, removeOperator } from '../modules/workspaces/index.ts'
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

export async function letOperate({ email }: { email: string }): Promise<void> {
  await withDeps((deps) => addOperator(deps, email))
  process.stdout.write(`${email} runs this installation: the page /operations is open to them.\n`)
}

export async function letOperateNoMore({ email }: { email: string }): Promise<void> {
  const left = await withDeps(async (deps) => {
    await removeOperator(deps, email)
    return listOperators(deps)
  })
  process.stdout.write(`${email} does not run this installation any more.\n`)
  if (left.length === 0) process.stdout.write('Nobody does now: npx parley operator add --email … lets somebody.\n')
}

export async function showOperators(): Promise<void> {
  const operators = await withDeps(listOperators)
  if (operators.length === 0) process.stdout.write('Nobody runs this installation yet: npx parley operator add --email … lets somebody.\n')
  for (const { name, email } of operators) process.stdout.write(`${email} (${name})\n`)
}
