/** Woken when a visitor has done something in one window that their other windows should see. */
export function visitorTopic(visitorId: string): string {
  return `widget-visitor:${visitorId}`
}
