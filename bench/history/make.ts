import { parseArgs } from 'node:util'
import { historyFolder } from './history-folder.ts'

/* Makes a data folder with a long history:  node bench/history/make.ts [--messages 10000000] [--conversations 1000000] */
const { values } = parseArgs({ options: { messages: { type: 'string', default: '10000000' }, conversations: { type: 'string' } } })
const messages = Number(values.messages)
const began = performance.now()
const folder = await historyFolder({
  messages,
  conversations: Number(values.conversations ?? Math.ceil(messages / 10)),
  onProgress: (line) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`),
})
console.log(`${folder.dataDir} (${((performance.now() - began) / 1000).toFixed(0)} s)`)
