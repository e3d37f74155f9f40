import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commitOf } from './report.ts'

test('says when something else was measured than what is committed', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.test', ...args], { cwd: folder, encoding: 'utf8' }).trim()
  git('init', '--quiet')
  writeFileSync(path.join(folder, 'server.ts'), 'one')
  git('add', '.')
  git('commit', '--quiet', '--message', 'one')
  const commit = git('rev-parse', '--short', 'HEAD')
  expect(commitOf(folder)).toBe(commit)
  // What is measured is written there, and changes nothing of what is measured.
  mkdirSync(path.join(folder, 'bench'))
  writeFileSync(path.join(folder, 'bench', 'results.jsonl'), '{}')
  expect(commitOf(folder)).toBe(commit)
  writeFileSync(path.join(folder, 'server.ts'), 'two')
  expect(commitOf(folder)).toBe(`${commit}-dirty`)
})
