import type { WidgetFacts } from '../../contract/widget.ts'

const mostEvents = 10

/** What was said of the conversation and then said again: the last word counts, and of what happened the newest. */
export function mergeFacts(before: WidgetFacts, more: WidgetFacts): WidgetFacts {
  const without = (labels: readonly string[] = [], taken: readonly string[] = []) => labels.filter((label) => !taken.includes(label))
  const addLabels = [...new Set([...without(before.addLabels, more.removeLabels), ...(more.addLabels ?? [])])]
  const removeLabels = [...new Set([...without(before.removeLabels, more.addLabels), ...(more.removeLabels ?? [])])]
  const events = [...(before.events ?? []), ...(more.events ?? [])].slice(-mostEvents)
  const attributes = { ...before.attributes, ...more.attributes }
  return {
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(addLabels.length > 0 && { addLabels }),
    ...(removeLabels.length > 0 && { removeLabels }),
    ...(events.length > 0 && { events }),
  }
}
