import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createOwner } from '../server/modules/workspaces/index.ts'
import { openDeps } from '../server/open-deps.ts'
import { loadConfig } from '../server/platform/config.ts'
import { createLogger } from '../server/platform/log.ts'
import type { Access, Deps } from '../server/platform/module.ts'
import { askAll, type Figures, measureRanks } from './retrieval/measure.ts'
import { mixPassages, type QuestionSet, readQuestionSet } from './retrieval/question-sets.ts'
import { rankByReference } from './retrieval/reference.ts'

/*
 * How well and how fast passages are found, without any model:  node bench/retrieval.ts [--passages 10000,100000] [--max-questions 200]
 * Sets of questions and paragraphs lie in ../shared/retrieval or RETRIEVAL_DIR and are not part of the repository. Every paragraph becomes
 * a text source; a question is right when its own paragraph comes first (recall@1), among the first five (recall@5); MRR@10.
 */
const folder = process.env.RETRIEVAL_DIR ?? path.join(import.meta.dirname, '..', '..', 'shared', 'retrieval')
const option = (name: string): string | undefined => process.argv[process.argv.indexOf(`--${name}`) + 1 || process.argv.length]
const sizes = (option('passages') ?? '')
  .split(',')
  .map(Number)
  .filter((size) => size > 0)
const mostQuestions = Number(option('max-questions') ?? Number.POSITIVE_INFINITY)

async function main(): Promise<void> {
  if (!existsSync(folder)) return console.log(`There are no question sets in ${folder}.`)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'parley-bench-'))
  const opened = await openDeps(
    loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, { envFile: path.join(dataDir, '.env') }),
    createLogger({ level: 'warn' }),
  )
  try {
    const access = await makeAccess(opened.deps)
    const files = (await readdir(folder)).filter((file) => /\.jsonl?$/.test(file)).sort()
    const sets = files.map((file) => readQuestionSet(path.join(folder, file)))
    for (const set of sets) await benchQuality(opened.deps, access, { ...set, questions: set.questions.slice(0, mostQuestions) })
    for (const size of sizes) await benchSpeed(opened.deps, access, sets, size)
  } finally {
    await opened.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function makeAccess(deps: Deps): Promise<Access> {
  const owner = { email: 'bench@example.test', password: 'a good long password', name: 'Bench', workspaceName: 'Bench' }
  const { workspaceId, userId } = await createOwner(deps, owner)
  return { workspaceId, role: 'owner', actor: { type: 'user', id: userId, name: owner.name, email: owner.email } }
}

async function benchQuality(deps: Deps, access: Access, set: QuestionSet): Promise<void> {
  const { ranks, milliseconds } = await askAll(deps, access, set)
  const figures = measureRanks(ranks)
  console.log(`\n${set.name}: ${set.passages.length} passages, ${set.questions.length} questions`)
  printFigures('parley', figures)
  for (const prefix of [null, 5])
    printFigures(prefix === null ? 'BM25, words' : `BM25, first ${prefix} letters`, measureRanks(rankByReference(set, prefix)))
  await record({ set: set.name, ...figures, ...times(milliseconds) })
}

/** A knowledge base of any size, mixed from the sentences of the sets: real words in real frequencies. */
async function benchSpeed(deps: Deps, access: Access, sets: readonly QuestionSet[], size: number): Promise<void> {
  const questions = sets
    .flatMap((set) => set.questions)
    .filter((_, place) => place % 7 === 0)
    .slice(0, 400)
  const set = { name: `${size} mixed passages`, passages: mixPassages(sets, size), questions }
  const { milliseconds } = await askAll(deps, access, set)
  const [cold = 0, ...warm] = milliseconds
  console.log(
    `\n${set.name}: first search ${cold.toFixed(0)} ms (reads the index), then p50 ${times(warm).p50.toFixed(1)} ms, p95 ${times(warm).p95.toFixed(1)} ms`,
  )
  await record({ set: set.name, cold, ...times(warm), memoryMb: Math.round(process.memoryUsage().rss / 1024 ** 2) })
}

function printFigures(name: string, { recall1, recall5, mrr10 }: Figures): void {
  console.log(`  ${name.padEnd(24)} recall@1 ${recall1.toFixed(3)}  recall@5 ${recall5.toFixed(3)}  MRR@10 ${mrr10.toFixed(3)}`)
}

function times(milliseconds: readonly number[]): { p50: number; p95: number } {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

async function record(line: object): Promise<void> {
  const results = path.join(import.meta.dirname, 'results')
  await mkdir(results, { recursive: true })
  await appendFile(path.join(results, 'retrieval.jsonl'), `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)
}

await main()
