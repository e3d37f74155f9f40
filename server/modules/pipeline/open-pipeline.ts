import type { Deps } from '../../platform/module.ts'
import { type ChannelConnections, openConnections } from '../channels/index.ts'
import { createReceiver, type Receiver } from './receive.ts'

export interface Pipeline {
  connections: ChannelConnections
  receiver: Receiver
}

const opened = new WeakMap<Deps, Pipeline>()

/** The one receiver of a process: webhooks, polling and the widget share its batches. */
export function openPipeline(deps: Deps): Pipeline {
  const known = opened.get(deps)
  if (known) return known
  const pipeline = { connections: openConnections(deps), receiver: createReceiver(deps) }
  opened.set(deps, pipeline)
  return pipeline
}
