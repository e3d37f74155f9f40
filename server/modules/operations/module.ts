import type { Module } from '../../platform/module.ts'
import { exposeGauges } from './expose-gauges.ts'
import { measurePoolWaits } from './measure-pool-waits.ts'
import { pruneSamples } from './queries-samples.ts'
import { operationsRoutes } from './routes.ts'
import { runOperations } from './run-operations.ts'

/**
 * What the people who run Parley see of it: queues, latencies, processes, and alarms that say what to do. It reads numbers and states of everything
 * and changes nothing.
 */
export const operationsModule: Module = {
  name: 'operations',
  wire: measurePoolWaits,
  routes: (server, deps) => {
    exposeGauges(deps)
    operationsRoutes(server, deps)
  },
  jobs: (deps) => ({ 'operations.prune': () => pruneSamples(deps.db.spine) }),
  schedules: [{ job: 'operations.prune', cron: '*/10 * * * *' }],
  start: runOperations,
  personalData: [
    {
      table: 'operation_processes',
      purpose: 'Which processes of this installation live, and how they are.',
      personal: [],
      other: ['id', 'roles', 'version', 'host', 'pid', 'started_at', 'seen_at', 'facts'],
      subject: null,
      erasure: null,
      retention: 'instance',
    },
    {
      table: 'operation_samples',
      purpose: 'Counts and times of some seconds, for the operators’ charts.',
      personal: [],
      other: ['workspace_id', 'at', 'process_id', 'measures'],
      subject: null,
      erasure: null,
      retention: { days: 1 },
    },
    {
      table: 'operation_alarms',
      purpose: 'What is wrong with the installation at the moment, and since when.',
      personal: [],
      other: ['workspace_id', 'id', 'began_at'],
      subject: null,
      erasure: null,
      retention: 'with-workspace',
    },
  ],
  egress: [],
}
