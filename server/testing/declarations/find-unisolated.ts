import {
  type Asking,
  type CatalogueTable,
  type DefinerFunction,
  type ForeignKey,
  readDefinerFunctions,
  readForeignKeys,
  readGlobalUniques,
  readRoles,
  readTables,
} from './read-catalogue.ts'

const ofWorkspace = '(workspace_id = parley_workspace_id())'

/** The tenant itself: there the id is the tenant's column. */
const tenantTable = 'workspaces'

/**
 * Unique across workspaces on purpose: hashes of secrets and made-up keys, by which a request finds its workspace; ids, which nobody chooses; and the
 * provider's account, which can be connected only once.
 */
const globalUniques = [
  'api_keys_hash',
  'channels_account',
  'channels_id',
  'channels_widget_key',
  'invitations_token',
  'widget_visitors_token',
]

/** Everything by which one workspace could see or touch what is another's, as sentences; none where all is as it should be. */
export async function findUnisolated(pool: Asking): Promise<string[]> {
  const tables = await readTables(pool)
  const isTenant = new Set(tables.filter((table) => table.columns.includes('workspace_id')).map((table) => table.name))
  const uniques = await readGlobalUniques(pool)
  return [
    ...tables.flatMap((table) => (isTenant.has(table.name) ? faultsOfTenantTable(table) : faultsOfOtherTable(table))),
    ...(await readForeignKeys(pool)).flatMap((key) => (isTenant.has(key.from) && isTenant.has(key.to) ? faultsOfForeignKey(key) : [])),
    ...uniques.filter((name) => !globalUniques.includes(name)).map((name) => `${name} is unique across workspaces`),
    ...(await readDefinerFunctions(pool)).flatMap(faultsOfFunction),
    ...(await faultsOfRoles(pool)),
  ]
}

function faultsOfTenantTable({ name, isPartition, primaryKey, rowSecurity, policies, appPrivileges }: CatalogueTable): string[] {
  const faults: string[] = []
  if (rowSecurity !== 'forced') faults.push(`${name}: row-level security is ${rowSecurity}`)
  if (primaryKey[0] !== 'workspace_id') faults.push(`${name}: the primary key does not start with workspace_id`)
  const forApp = policies.filter(({ roles }) => roles.includes('parley_app') || roles.includes('public'))
  // A partition is reached through its parent only, whose policies then count; by itself it is closed to all.
  if (isPartition && appPrivileges.length > 0) faults.push(`${name}: a partition that parley_app may ${appPrivileges.join(', ')}`)
  if (!isPartition && forApp.length === 0) faults.push(`${name}: no policy keeps workspaces apart`)
  for (const policy of forApp) {
    const isNarrow = policy.using === ofWorkspace && (policy.check === null || policy.check === ofWorkspace)
    if (!isNarrow || policy.roles.includes('public')) faults.push(`${name}: policy ${policy.name} opens more than the workspace`)
  }
  return faults
}

function faultsOfOtherTable({ name, rowSecurity, appPrivileges, policies }: CatalogueTable): string[] {
  if (name === tenantTable) {
    const open = policies.filter(({ roles, using }) => roles.includes('parley_app') && using !== '(id = parley_workspace_id())')
    return rowSecurity === 'forced' && open.length === 0 ? [] : [`${name}: workspaces see each other`]
  }
  return appPrivileges.length === 0 ? [] : [`${name}: belongs to no workspace, and parley_app may ${appPrivileges.join(', ')}`]
}

function faultsOfForeignKey({ name, from, to, columns, targetColumns }: ForeignKey): string[] {
  const place = columns.indexOf('workspace_id')
  return place >= 0 && targetColumns[place] === 'workspace_id' ? [] : [`${name}: from ${from} to ${to} without workspace_id`]
}

function faultsOfFunction({ name, owner, source, settings, isPublic, appMayCall, returnsNothing }: DefinerFunction): string[] {
  const faults: string[] = []
  if (!settings.some((setting) => setting.startsWith('search_path='))) faults.push(`${name}(): runs with the caller's search_path`)
  if (isPublic) faults.push(`${name}(): anybody may call it with its owner's rights`)
  // Either compares with it directly, or keeps it in a constant that every statement is given; that they all do is shown by what they find (search tests).
  const asksForIt = /workspace_id = parley_workspace_id\(\)|workspace constant uuid := parley_workspace_id\(\)/.test(source)
  const isBound =
    asksForIt &&
    /workspace_id = (?:parley_workspace_id\(\)|workspace\b|\$1)/.test(source) &&
    ['parley_spine', 'parley_auth'].includes(owner)
  if (appMayCall && !returnsNothing && !isBound) faults.push(`${name}(): parley_app reads through it without the workspace`)
  return faults
}

async function faultsOfRoles(pool: Asking): Promise<string[]> {
  return (await readRoles(pool)).flatMap(({ name, powers, owns, memberOf, mayCreateIn }) => [
    ...powers.map((power) => `${name} has ${power}`),
    ...owns.map((thing) => `${name} owns ${thing}`),
    ...memberOf.map((role) => `${name} is a member of ${role}`),
    ...mayCreateIn.map((place) => `${name} may create in ${place}`),
  ])
}
