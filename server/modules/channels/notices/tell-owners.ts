import { isMailSetUp, mailLanguageOf, queueMail } from '../../../platform/mail/index.ts'
import type { Deps, Tx } from '../../../platform/module.ts'
import { ownersToTell } from '../../workspaces/index.ts'
import { type ChannelRow, lockChannel } from '../queries.ts'
import { findNotice, quietMs, saveNotice } from './queries.ts'
import { noticeWords } from './words.ts'

/**
 * Tells the owners who want it by mail that a channel is broken, and once that it is well again. A channel that breaks again and again is told of once
 * a day, and then a mail of the kind "well again" belongs to each of those.
 */
export async function tellOwners(deps: Deps, workspaceId: string, channelId: string): Promise<void> {
  if (!isMailSetUp(deps)) return
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const channel = await lockChannel(tx, workspaceId, channelId)
    if (!channel) return
    const notice = await findNotice(tx, workspaceId, channelId)
    const now = deps.clock.now()
    if (channel.status === 'error') {
      const isKnown = notice && (notice.well_at === null || now.getTime() - notice.told_at.getTime() < quietMs)
      if (isKnown) return
      await writeTo(deps, tx, channel, 'broken', now)
      await saveNotice(tx, workspaceId, channelId, { told_at: now, well_at: null })
    } else if (notice && notice.well_at === null) {
      // Who has taken it off knows that it is gone.
      if (channel.status === 'connected') await writeTo(deps, tx, channel, 'well', notice.told_at)
      if (channel.status !== 'connecting') await saveNotice(tx, workspaceId, channelId, { told_at: notice.told_at, well_at: now })
    }
  })
}

/** `of`: when the owners were told that it is broken; with it the same news is the same mail. */
async function writeTo(deps: Deps, tx: Tx, channel: ChannelRow, news: 'broken' | 'well', of: Date): Promise<void> {
  const { workspace_id: workspaceId, id, name, status_reason: reason } = channel
  const workspace = await tx.selectFrom('workspaces').select(['name', 'language']).where('id', '=', workspaceId).executeTakeFirst()
  if (!workspace) return
  const language = mailLanguageOf(workspace.language)
  const words = noticeWords[language]
  const said = news === 'broken' ? words.broken(name, workspace.name) : words.well(name, workspace.name)
  for (const { userId, email } of await ownersToTell(tx, workspaceId)) {
    await queueMail(deps, tx, workspaceId, {
      key: `channel-${news}:${id}:${of.getTime()}:${userId}`,
      category: 'service',
      kind: `channels.${news}`,
      to: email,
      text: {
        language,
        subject: said.subject,
        paragraphs: [said.text, ...(news === 'broken' && reason ? [`${words.reason}: ${reason}`] : [])],
        link: { label: words.open, url: `${deps.config.publicUrl}/channels/${id}` },
        footer: words.why,
      },
    })
  }
}
