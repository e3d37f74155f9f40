import type { Random } from '../random.ts'

export interface PlannedProcess {
  name: string
  roles: string
}

/** Which processes share the database. */
export const topologies = {
  one: [{ name: 'all', roles: 'web,worker' }],
  three: [
    { name: 'web', roles: 'web' },
    { name: 'worker-1', roles: 'worker' },
    { name: 'worker-2', roles: 'worker' },
  ],
  four: [
    { name: 'web-1', roles: 'web' },
    { name: 'web-2', roles: 'web' },
    { name: 'worker-1', roles: 'worker' },
    { name: 'worker-2', roles: 'worker' },
  ],
} as const satisfies Record<string, readonly PlannedProcess[]>

export type TopologyName = keyof typeof topologies
export const topologyNames = Object.keys(topologies) as TopologyName[]

const workers = new Set(
  Object.values(topologies).flatMap((processes) =>
    processes.filter(({ roles }: PlannedProcess) => roles.includes('worker')).map(({ name }) => name as string),
  ),
)

/** Does the process of this name answer and send? */
export function doesWork(name: string): boolean {
  return workers.has(name)
}

export function chooseTopology(random: Random): TopologyName {
  return random.pick(topologyNames)
}
