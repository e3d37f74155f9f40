import { parseArgs } from 'node:util'
import { historyFolder } from './history/history-folder.ts'
import { apiClient } from './reads/api-client.ts'
import { askCases, at, type Case, printCases } from './reads/cases.ts'
import { worstCase } from './reads/worst-case.ts'
import { bareRate } from './rig/bare-rate.ts'
import { type Figure, report } from './rig/report.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * What the dashboard asks for, on an installation of two years, by the real API:
 *   node bench/inbox.ts [--messages 10000000] [--conversations 1000000] [--rounds 30]
 */
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000000' },
    conversations: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '30' },
  },
})
const folder = await historyFolder({
  messages: Number(values.messages),
  conversations: Number(values.conversations),
  onProgress: console.log,
})
const [big] = folder.workspaces
if (!big) throw new Error('The history has no workspace')
const parley = await startParley({ dataDir: folder.dataDir })
try {
  const client = await apiClient(parley.url, big.apiKey)
  const list = (query: string): string => `/api/v1/conversations?limit=50${query && `&${query}`}`
  const cursorAfter = async (query: string, pages: number): Promise<string> => {
    let cursor = ''
    for (let page = 0; page < pages; page += 1) {
      const { body } = await client.get(list(query) + (cursor && `&cursor=${cursor}`))
      cursor = (body as { nextCursor: string | null }).nextCursor ?? cursor
    }
    return cursor
  }
  const deep = await cursorAfter('', 40)
  const deepPending = await cursorAfter('status=pending', 40)
  const [channel] = big.channelIds
  const lists: [name: string, query: string][] = [
    ['all', ''],
    ['open', 'status=open'],
    ['mine', `status=open&assigneeId=${big.memberIds[1]}`],
    ['unassigned', 'status=open&assigneeId=none'],
    ['unread', 'unread=true'],
    ['pending', 'status=pending'],
    ['snoozed', 'status=snoozed'],
    ['resolved', 'status=resolved'],
    ['a channel', `channelId=${channel}`],
    ['a channel, open', `channelId=${channel}&status=open`],
    ['a channel, mine', `channelId=${channel}&status=open&assigneeId=${big.memberIds[2]}`],
    ['a channel, unread', `channelId=${channel}&unread=true`],
    ['a channel, snoozed', `channelId=${channel}&status=snoozed`],
    ['answered by a person', 'handler=user'],
    ['by the AI, open (none)', 'handler=agent&status=open'],
    ['by nobody, pending (none)', 'handler=none&status=pending'],
    ['by a workflow (none)', 'handler=workflow'],
    ['of a person, all', `assigneeId=${big.memberIds[3]}`],
    ['of a person, pending (none)', `assigneeId=${big.memberIds[3]}&status=pending`],
    ['of somebody unknown', 'assigneeId=01a22a6a-0000-7000-8000-000000000000&status=open'],
    ['unassigned, resolved, a channel', `assigneeId=none&status=resolved&channelId=${channel}`],
    ['all, page 41', `cursor=${deep}`],
    ['pending, page 41', `status=pending&cursor=${deepPending}`],
  ]
  const cases: Case[] = lists.map(([name, query]) => ({ name, path: () => list(query) }))
  const recent = (await client.get(list(''))).body as { data: { id: string; contactId: string }[] }
  const longest = folder.longestThreadId
  const thread = (id: string, order: 'asc' | 'desc', cursor = ''): string =>
    `/api/v1/conversations/${id}/messages?limit=50&order=${order}${cursor && `&cursor=${cursor}`}`
  const middle = await middleOf(longest)
  const threads: Case[] = [
    { name: 'a thread, newest', path: (turn) => thread(recent.data[turn % recent.data.length]?.id ?? '', 'desc') },
    { name: 'a thread, oldest', path: (turn) => thread(recent.data[turn % recent.data.length]?.id ?? '', 'asc') },
    { name: '100,000 messages, newest', path: () => thread(longest, 'desc') },
    { name: '100,000 messages, oldest', path: () => thread(longest, 'asc') },
    { name: '100,000 messages, 2,000 back, older', path: () => thread(longest, 'desc', middle) },
    { name: '100,000 messages, 2,000 back, newer', path: () => thread(longest, 'asc', middle) },
  ]
  const others: Case[] = [
    { name: 'counts', path: () => '/api/v1/conversations/counts' },
    { name: 'one conversation', path: (turn) => `/api/v1/conversations/${recent.data[turn % recent.data.length]?.id}` },
    { name: 'the contact of it', path: (turn) => `/api/v1/contacts/${recent.data[turn % recent.data.length]?.contactId}` },
    {
      name: 'conversations of a contact',
      path: (turn) => list(`status=all&contactId=${recent.data[turn % recent.data.length]?.contactId}`),
    },
    { name: 'contacts', path: () => '/api/v1/contacts?limit=50' },
    { name: 'contacts, a frequent name', path: () => `/api/v1/contacts?limit=50&q=${encodeURIComponent('Айгүл')}` },
    { name: 'contacts, a rare name', path: () => `/api/v1/contacts?limit=50&q=${encodeURIComponent('шелтика')}` },
    { name: 'contacts, two letters', path: () => `/api/v1/contacts?limit=50&q=${encodeURIComponent('ан')}` },
    { name: 'contacts, part of a number', path: (turn) => `/api/v1/contacts?limit=50&q=${(70_000 + turn * 137) % 100_000}` },
    { name: 'contacts, an address', path: (turn) => `/api/v1/contacts?limit=50&q=person${turn * 1000}%40example.test` },
    { name: 'contacts, a user name', path: (turn) => `/api/v1/contacts?limit=50&q=%40user_${(turn * 1000).toString(36)}` },
    { name: 'contacts, nobody', path: () => '/api/v1/contacts?limit=50&q=qwxyzzy' },
  ]
  const times = await askCases(client, [...cases, ...threads, ...others], Number(values.rounds))
  printCases(times)
  const timesOf = (group: readonly Case[]) => times.filter(({ name }) => group.some((one) => one.name === name))
  const of = (group: readonly Case[]): number[] => timesOf(group).flatMap(({ milliseconds }) => milliseconds)
  const bare = await bareRate(folder.dataDir)
  const lines = (label: string, group: readonly Case[], threshold: number | null): Figure[] =>
    [0.5, 0.95, 0.99].map((share) => {
      const figure = at(of(group), share)
      const most = share === 0.95 ? threshold : null
      return { label: `${label}, p${share * 100}`, figure, unit: 'ms', threshold: most, bareTransactions: (bare * figure) / 1000 }
    })
  report('inbox', [
    ...lines('inbox list', cases, 15),
    ...lines('thread page', threads, 8),
    ...lines('counts, people', others, null),
    // Three times what all of them together may take: each is somebody's every-day list.
    ...worstCase('inbox list', timesOf(cases), 45),
    ...worstCase('thread page', timesOf(threads), 24),
    ...worstCase('counts, people', timesOf(others), 100),
  ])
  await client.close()

  async function middleOf(id: string): Promise<string> {
    let cursor = ''
    for (let page = 0; page < 20; page += 1) {
      const { body } = await client.get(`/api/v1/conversations/${id}/messages?limit=100&order=desc${cursor && `&cursor=${cursor}`}`)
      cursor = (body as { nextCursor: string | null }).nextCursor ?? cursor
    }
    return cursor
  }
} finally {
  await parley.stop()
}
