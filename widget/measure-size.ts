import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

// What a visitor's browser loads may not grow unnoticed: gzip, everything counted that a visitor needs who opens the chat and writes, with the largest of
// the languages; apart from it what is fetched only when somebody asks for it: keeping the conversation, coming back from a mail.
const isLanguage = (file: string) => /assets\/(en|ru|kk|fa)-/.test(file)
const isRare = (file: string) => /assets\/(keep|resume|save-conversation)-/.test(file)
const chat = ['chat-window.js', 'attention.js', ...listFiles('app')]
const [language = ''] = chat.filter(isLanguage).sort((a, b) => sizeOf(b) - sizeOf(a))
const budgets = [
  { name: 'loader', files: ['widget.js'], maxBytes: 3_000 },
  { name: 'chat', files: [...chat.filter((file) => !isLanguage(file) && !isRare(file)), language], maxBytes: 30_000 },
  { name: 'on demand', files: chat.filter(isRare), maxBytes: 4_000 },
]

let failed = false
for (const { name, files, maxBytes } of budgets) {
  const bytes = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const isOver = bytes > maxBytes
  failed ||= isOver
  console.log(`${isOver ? '✗' : '✓'} ${name}: ${bytes} of ${maxBytes} bytes gzipped in ${files.length} files`)
}
process.exitCode = failed ? 1 : 0

function sizeOf(file: string): number {
  return gzipSync(readFileSync(path.join(import.meta.dirname, 'dist', file)), { level: 9 }).length
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(import.meta.dirname, 'dist', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|css|html)$/.test(file))
    .map((file) => path.join(folder, file))
}
