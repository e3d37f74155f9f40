export { findAlarms } from './find-alarms.ts'
export { operationsModule } from './module.ts'
export { readSnapshot } from './read-snapshot.ts'
export { sayAlarm } from './say-alarm.ts'
