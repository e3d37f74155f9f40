import { parseArgs } from 'node:util'
import { historyFolder } from './history/history-folder.ts'
import { apiClient } from './reads/api-client.ts'
import { askCases, at, type Case, printCases } from './reads/cases.ts'
import { worstCase } from './reads/worst-case.ts'
import { bareRate } from './rig/bare-rate.ts'
import { type Figure, report } from './rig/report.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * Full-text search among all messages of two years, as the dashboard asks for it, in the workspace that has nearly all of them and in its
 * smallest neighbour:  node bench/search.ts [--messages 10000000] [--conversations 1000000] [--rounds 30]
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
const questions: [name: string, q: string][] = [
  ['a most frequent word (ru)', 'и '],
  ['a frequent word (ru)', 'заказ '],
  ['a frequent word (en)', 'order '],
  ['a frequent word (kk)', 'тапсырыс '],
  ['a frequent word (fa)', 'سفارش '],
  ['a made-up word of middling rank', 'стабаго '],
  ['two frequent words', 'заказ доставка '],
  ['two words of two languages (none)', 'order заказ '],
  ['a frequent and a rare one', 'delivery №4829384 '],
  ['a phrase', '"когда доставка"'],
  ['a phrase that nobody says', '"размер и телефон и"'],
  ['one or the other', 'refund or возврат'],
  ['one without the other', 'refund -order'],
  ['a name', 'Айгүл '],
  ['a name and a family name', 'Иван Ноше'],
  ['a prefix, as typed', 'дост'],
  ['a prefix of many words', 'сто'],
  ['a word and a prefix', 'order deli'],
  ['a prefix (fa)', 'ارس'],
  ['a word that does not occur', 'квантовый'],
  ['a word that does not occur (en)', 'quixotically'],
]
const orderNumber = (turn: number): string => String(1_000_000 + ((turn * 7_919_113) % 8_000_000))
const cases: Case[] = [
  ...questions.map(([name, q]): Case => ({ name, path: () => `/api/v1/conversations?limit=50&q=${encodeURIComponent(q)}` })),
  { name: 'the number of an order', path: (turn) => `/api/v1/conversations?limit=50&q=${orderNumber(turn)}` },
  { name: 'a frequent word, open only', path: () => `/api/v1/conversations?limit=50&status=open&q=${encodeURIComponent('order ')}` },
]

const parley = await startParley({ dataDir: folder.dataDir })
try {
  const bare = await bareRate(folder.dataDir)
  for (const workspace of [folder.workspaces[0], folder.workspaces.at(-1)]) {
    if (!workspace) continue
    const client = await apiClient(parley.url, workspace.apiKey)
    const times = await askCases(client, cases, Number(values.rounds))
    const found = await client.get(cases[2]?.path(0) ?? '')
    console.log(
      `\n${workspace.name} (${(workspace.share * 100).toFixed(2)} % of ${folder.messages} messages; "order": ${(found.body as { data: unknown[] }).data.length} on the first page)`,
    )
    printCases(times)
    const all = times.flatMap(({ milliseconds }) => milliseconds)
    const lines = [0.5, 0.95].map((share): Figure => {
      const figure = at(all, share)
      const threshold = share === 0.95 ? 150 : null
      return {
        label: `search, ${workspace.name}, p${share * 100}`,
        figure,
        unit: 'ms',
        threshold,
        bareTransactions: (bare * figure) / 1000,
      }
    })
    report('search', [...lines, ...worstCase(`search, ${workspace.name}`, times, 500)])
    await client.close()
  }
} finally {
  await parley.stop()
}
