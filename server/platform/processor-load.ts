import os from 'node:os'

/**
 * How busy the processor was since the last look, 0 to 1: this process's own thread, or all processors of the machine together if they were busier, because the
 * database may be what works on them.
 */
export function watchProcessor(): () => number {
  let thread = performance.eventLoopUtilization()
  let machine = machineTimes()
  return () => {
    const nowThread = performance.eventLoopUtilization()
    const nowMachine = machineTimes()
    const { utilization } = performance.eventLoopUtilization(nowThread, thread)
    const passed = nowMachine.all - machine.all
    const worked = passed > 0 ? 1 - (nowMachine.idle - machine.idle) / passed : 0
    thread = nowThread
    machine = nowMachine
    return Math.max(utilization, worked)
  }
}

function machineTimes(): { idle: number; all: number } {
  let idle = 0
  let all = 0
  for (const { times } of os.cpus()) {
    idle += times.idle
    all += times.idle + times.user + times.nice + times.sys + times.irq
  }
  return { idle, all }
}
