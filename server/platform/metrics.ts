import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { createTallies, type Tallies } from './tallies.ts'

export interface Metrics {
  registry: Registry
  /** Every answered HTTP request, in seconds. */
  httpRequests: Histogram<'method' | 'route' | 'status'>
  /** Calls to outside servers, in seconds; status 0: no answer. */
  outsideCalls: Histogram<'purpose' | 'status'>
  /** What is counted by workspace: for the operators' page, never as labels here. */
  tallies: Tallies
  contentType: string
  /** Prometheus text. */
  render(): Promise<string>
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>
  /** `read` is asked when the metrics are collected. */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    read?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L>
  /** Seconds, unless `buckets` says otherwise. */
  histogram<L extends string = never>(name: string, help: string, labels?: readonly L[], buckets?: number[]): Histogram<L>
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** A registry of its own, so that two programs in one process (tests) do not meet; a name asked for twice is one metric. Labels hold kinds and codes, never ids or names of people. */
export function createMetrics(options: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry()
  // Each look at the event loop's delay wakes it: ten milliseconds, the library's own choice, would be most of what an idle process does.
  if (options.processMetrics) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const registers = [registry]
  const known = <M>(name: string): M | undefined => registry.getSingleMetric(name) as M | undefined
  const histogram = <L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets = secondsBuckets,
  ): Histogram<L> => known<Histogram<L>>(name) ?? new Histogram({ name, help, labelNames, buckets, registers })
  return {
    registry,
    httpRequests: histogram('parley_http_request_seconds', 'Answered HTTP requests', ['method', 'route', 'status']),
    outsideCalls: histogram('parley_outside_call_seconds', 'Calls to outside servers', ['purpose', 'status']),
    tallies: createTallies(),
    contentType: registry.contentType,
    render: () => registry.metrics(),
    counter: <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
      known<Counter<L>>(name) ?? new Counter({ name, help, labelNames, registers }),
    gauge: <L extends string = never>(
      name: string,
      help: string,
      labels: readonly L[] = [],
      read?: (gauge: Gauge<L>) => void | Promise<void>,
    ) => {
      // The newest reader counts: the one before may belong to an app that was closed.
      registry.removeSingleMetric(name)
      const made: Gauge<L> = new Gauge({ name, help, labelNames: labels, registers, ...(read ? { collect: () => read(made) } : {}) })
      return made
    },
    histogram,
  }
}
