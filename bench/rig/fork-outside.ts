import { fork } from 'node:child_process'
import path from 'node:path'
import type { LoadResult } from './load.ts'
import type { Order, Report } from './outside.ts'
import type { StandIns } from './stand-ins.ts'

export interface Outside {
  pid: number
  modelUrl: string
  graphUrl: string
  run(order: Omit<Order, 'id'>): Promise<{ results: LoadResult[]; counts: StandIns['counts'] }>
  stop(): void
}

/** Stand-ins of model and WhatsApp, and the customers, in a process of their own. */
export async function forkOutside(): Promise<Outside> {
  const child = fork(path.join(import.meta.dirname, 'outside.ts'))
  process.once('exit', () => child.kill('SIGKILL'))
  const waiting = new Map<number, (report: { results: LoadResult[]; counts: StandIns['counts'] }) => void>()
  let orders = 0
  const ports = await new Promise<{ modelPort: number; graphPort: number }>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The stand-ins ended')))
    child.on('message', (report: Report) => {
      if ('ready' in report) resolve(report.ready)
      else waiting.get(report.id)?.(report)
    })
  })
  return {
    pid: child.pid as number,
    modelUrl: `http://127.0.0.1:${ports.modelPort}/v1`,
    graphUrl: `http://127.0.0.1:${ports.graphPort}`,
    run: (order) =>
      new Promise((resolve) => {
        orders += 1
        waiting.set(orders, resolve)
        child.send({ ...order, id: orders } satisfies Order)
      }),
    stop: () => child.connected && child.disconnect(),
  }
}
