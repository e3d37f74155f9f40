/** The look at one channel (review-channel.ts) as `parley_enqueue` takes it. Several reasons within a second are one look. */
export function lookJob({ workspaceId, id: channelId }: { workspaceId: string; id: string }, now: number): Record<string, unknown> {
  return {
    identifier: 'channels.review',
    payload: { workspaceId, channelId },
    job_key: `look:${channelId}`,
    max_attempts: 1,
    run_at: new Date(now + 1000).toISOString(),
  }
}
