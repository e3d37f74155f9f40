import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

interface Rule {
  what: RegExp
  why: string
  /** Files in which it may stand. */
  rooms: RegExp
}

const tests = String.raw`(\.test|-fixtures)\.tsx?$|^server/testing/`

/** Words that belong into certain rooms of the house only. */
export const rules: readonly Rule[] = [
  {
    what: /\b(whatsapp|instagram|messenger|telegram)(?![A-Za-z]*_)/i,
    why: 'a provider is named only in its own folder and the registry: ask the capabilities',
    rooms: new RegExp(
      String.raw`^server/modules/channels/(whatsapp|whatsapp-web|instagram|messenger|telegram|meta)/|^server/modules/channels/registry\.ts$|^server/demo/|/locales/|${tests}`,
    ),
  },
  {
    what: /\bprocess\.env\b/,
    why: 'settings are read by platform/config.ts only',
    rooms: new RegExp(String.raw`^server/platform/config\.ts$|^server/commands/doctor\.ts$|^dashboard/vite\.config\.ts$|${tests}`),
  },
  {
    what: /(?<![.\w])fetch\(|^import (?!type\b).* from '(undici|node:https?|axios|got|node-fetch)'/,
    why: 'calls to the outside go through platform/http-client.ts only',
    // The doctor asks our own address, the pages ask the server that they came from.
    rooms: new RegExp(
      String.raw`^server/platform/(http-client|guarded-agent|limit-body)\.ts$|^server/commands/doctor-system\.ts$|^dashboard/|^widget/|${tests}`,
    ),
  },
]

export function findMisplaced(file: string, source: string): string[] {
  const lines = withoutComments(source).split('\n')
  return rules.flatMap(({ what, why, rooms }) =>
    rooms.test(file) ? [] : lines.flatMap((line, index) => (what.test(line) ? [`${file}:${index + 1}: ${why}`] : [])),
  )
}

/** Blanks comments and keeps the lines, so that numbers stay right. An address in a string (`https://…`) is no comment. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1')
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..')
  const files = ['server', 'dashboard/src', 'widget/src'].flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
  const misplaced = files.flatMap((file) => findMisplaced(file.replaceAll('\\', '/'), readFileSync(path.join(root, file), 'utf8')))
  console.log(misplaced.length === 0 ? `${files.length} files keep their words in their rooms.` : misplaced.join('\n'))
  process.exitCode = misplaced.length === 0 ? 0 : 1
}
