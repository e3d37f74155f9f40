import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

/*
 * What the last runs measured, as a table: the median of each figure, the least and the most.  node bench/medians.ts [--runs 5] [--bench turns]
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, bench: { type: 'string' } } })
const file = path.join(import.meta.dirname, 'results.jsonl')

interface Line {
  bench: string
  label: string
  figure: number
  unit: string
  threshold: number | null
  atLeast?: number
}

const figures = new Map<string, Line[]>()
for (const text of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
  if (text === '') continue
  const line = JSON.parse(text) as Line
  if (values.bench !== undefined && line.bench !== values.bench) continue
  const key = `${line.bench}: ${line.label}`
  figures.set(key, [...(figures.get(key) ?? []), line].slice(-Number(values.runs)))
}

console.log('| figure | median | least | most | wanted | runs |\n| --- | --- | --- | --- | --- | --- |')
for (const [key, lines] of figures) {
  const sorted = lines.map((line) => line.figure).toSorted((a, b) => a - b)
  const last = lines.at(-1) as Line
  const wanted = last.atLeast !== undefined ? `≥ ${last.atLeast}` : last.threshold !== null ? `≤ ${last.threshold}` : ''
  const middle = sorted[Math.floor(sorted.length / 2)]
  const show = (figure: number | undefined): string => `${figure} ${last.unit}`.trim()
  console.log(`| ${key} | ${show(middle)} | ${show(sorted[0])} | ${show(sorted.at(-1))} | ${wanted} | ${lines.length} |`)
}
