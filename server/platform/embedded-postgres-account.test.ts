import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chooseAccount } from './embedded-postgres-account.ts'

test('below a private folder the account finds programs and writes files, and is not root', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-account-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const inside = path.join(folder, 'private', 'inside')
  mkdirSync(inside, { recursive: true })
  chmodSync(path.join(folder, 'private'), 0o700)
  writeFileSync(path.join(inside, 'program'), '')
  const account = await chooseAccount(path.join(inside, 'postgres'), [inside])
  // `test -r` asks access(2), as PostgreSQL does for its own binaries.
  const script = `test -r '${inside}/program' && touch '${inside}/made' && id -u`
  const { command, args, uid, gid } = account.wrap('/bin/sh', ['-c', script])
  const said = execFileSync(command, args, { uid, gid, encoding: 'utf8' }).trim()
  expect(said).not.toBe('0')
})
