import type { WidgetConversation, WidgetMessage } from '../../../contract/widget.ts'
import type { Api } from './api.ts'

/** All that was ever said, also what has not been shown yet, oldest first. */
export function readEverything(api: Api): Promise<WidgetMessage[]> {
  return readBack(api, undefined, () => false)
}

/** One of the things that were talked about, whole. */
export async function readConversation(api: Api, { id, cursor }: WidgetConversation): Promise<WidgetMessage[]> {
  const messages = await readBack(api, cursor, (message) => message.id === id)
  return messages.slice(
    Math.max(
      0,
      messages.findIndex((message) => message.id === id),
    ),
  )
}

async function readBack(api: Api, from: string | undefined, isFirst: (message: WidgetMessage) => boolean): Promise<WidgetMessage[]> {
  let all: WidgetMessage[] = []
  for (let cursor: string | null | undefined = from; cursor !== null; ) {
    const page = await api.messages(cursor)
    all = [...page.data, ...all]
    cursor = page.data.some(isFirst) ? null : page.nextCursor
  }
  return all
}
