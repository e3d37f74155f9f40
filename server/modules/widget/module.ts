import { jobHandler } from '../../platform/jobs.ts'
import type { Module } from '../../platform/module.ts'
import { webchat } from '../channels/index.ts'
import { openPipeline } from '../pipeline/index.ts'
import './tables.ts'
import { z } from 'zod'
import { answerMailJobs, answersSubscriber, noteAnswer } from './answers/note-answer.ts'
import { cleanUpVisitors } from './clean-up.ts'
import { identityRoutes } from './identity-routes.ts'
import { createLimits } from './limits.ts'
import { noteRoutes } from './note-routes.ts'
import type { RecordEvent } from './open-session.ts'
import { pageRoutes } from './page-routes.ts'
import { widgetPersonalData } from './personal-data.ts'
import { sessionRoutes } from './session-routes.ts'
import { visitorRoutes } from './visitor-routes.ts'

/**
 * The website chat's own door: visitors and their tokens, what they may see of their conversation and as it happens, and the files that
 * browsers load. What a visitor writes goes the way of every message, through the pipeline; this module never answers and never decides.
 */
export const widgetModule: Module = {
  name: 'widget',
  routes: (server, deps) => {
    const limits = createLimits()
    const record: RecordEvent = async ({ open }, event) => {
      await openPipeline(deps).receiver.record([webchat.inboundEventOf(event)], open)
    }
    pageRoutes(server, deps)
    sessionRoutes(server, deps, limits, record)
    identityRoutes(server, deps)
    visitorRoutes(server, deps, limits, record)
    noteRoutes(server, deps, limits)
  },
  jobs: (deps) => ({
    'widget.clean-up': jobHandler(z.unknown(), () => cleanUpVisitors(deps)),
    ...answerMailJobs(deps),
  }),
  subscribers: (deps) => [{ name: answersSubscriber, handle: (tx, event) => noteAnswer(deps, tx, event) }],
  schedules: [{ job: 'widget.clean-up', cron: '40 3 * * *' }],
  personalData: widgetPersonalData,
  egress: [],
}
