import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

/*
 * What the last runs measured, as a table: the median of each figure, the least and the most.  node bench/medians.ts [--runs 5] [--bench turns]
 * Of each bench only the commit that it was measured at last: figures of two states of the program have no common median.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, bench: { type: 'string' } } })
const file = path.join(import.meta.dirname, 'results.jsonl')

interface Line {
  bench: string
  label: string
  figure: number
  unit: string
  commit: string
  threshold: number | null
  atLeast?: number
}

const lines = (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text) as Line)
  .filter((line) => values.bench === undefined || line.bench === values.bench)
const newest = new Map(lines.map((line) => [line.bench, line.commit]))
const figures = Map.groupBy(
  lines.filter((line) => line.commit === newest.get(line.bench)),
  (line) => `${line.bench}: ${line.label}`,
)

console.log('| figure | median | least | most | wanted | runs | commit |\n| --- | --- | --- | --- | --- | --- | --- |')
for (const [key, all] of figures) {
  const lines = all.slice(-Number(values.runs))
  const sorted = lines.map((line) => line.figure).toSorted((a, b) => a - b)
  const last = lines.at(-1) as Line
  const wanted = last.atLeast !== undefined ? `≥ ${last.atLeast}` : last.threshold !== null ? `≤ ${last.threshold}` : ''
  const middle = sorted[Math.floor(sorted.length / 2)]
  const show = (figure: number | undefined): string => `${figure} ${last.unit}`.trim()
  console.log(`| ${key} | ${show(middle)} | ${show(sorted[0])} | ${show(sorted.at(-1))} | ${wanted} | ${lines.length} | ${last.commit} |`)
}
