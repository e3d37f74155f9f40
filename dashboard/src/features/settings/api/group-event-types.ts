import type { EventType } from '../../../lib/contract.ts'

type GroupOf<T extends string> = T extends `${infer Group}.${string}` ? Group : never
export type EventGroup = GroupOf<EventType>

/** Events by what they are about, in the catalogue's own order. */
export function groupEventTypes(types: readonly EventType[]): { group: EventGroup; types: EventType[] }[] {
  const groups = new Map<EventGroup, EventType[]>()
  for (const type of types) {
    const group = type.slice(0, type.indexOf('.')) as EventGroup
    groups.set(group, [...(groups.get(group) ?? []), type])
  }
  return [...groups].map(([group, members]) => ({ group, types: members }))
}
