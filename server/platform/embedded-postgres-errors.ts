import { AppError } from './errors.ts'

/** Turns what PostgreSQL said before it gave up into one sentence for the person at the terminal. */
export function explainFailure(clusterDir: string, output: string, logFile: string): AppError {
  const spoken = lastComplaint(output)
  const explained = (code: string, userMessage: string) =>
    new AppError(code, { status: 500, userMessage, message: `${userMessage} (${spoken})` })
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return explained('disk-full', `The disk that holds ${clusterDir} is full: make room there, then start again.`)
  }
  if (/database files are incompatible|initialized by PostgreSQL version/i.test(output)) {
    return explained(
      'database-version',
      `The database in ${clusterDir} was made by another version of PostgreSQL: start the Parley version that made it, or choose another DATA_DIR.`,
    )
  }
  if (/lock file ".*" already exists|pre-existing shared memory block|is another postmaster/i.test(output)) {
    return explained('database-in-use', `Another process still uses the database in ${clusterDir}: stop it, then start again.`)
  }
  if (/could not create shared memory|shared memory segment|could not map anonymous/i.test(output)) {
    return explained('database-memory', 'PostgreSQL got too little shared memory from this machine: free some memory, then start again.')
  }
  if (/setpriv|Operation not permitted/i.test(spoken)) {
    return explained(
      'database-account',
      `PostgreSQL could not be started as another user: start Parley as an ordinary user instead of root, or move DATA_DIR out of a private folder.`,
    )
  }
  if (/Permission denied|invalid permissions|wrong ownership|EACCES|EPERM/i.test(output)) {
    return explained(
      'database-permissions',
      `PostgreSQL may not use ${clusterDir}: give the folder to the user who starts Parley, with mode 0700.`,
    )
  }
  if (/error while loading shared libraries|cannot execute|GLIBC_/i.test(output)) {
    return explained(
      'database-binaries',
      `The packaged PostgreSQL does not run on this system (${spoken}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
  if (/ended by SIG/.test(spoken)) {
    return explained('database-killed', `The database in ${clusterDir} was ended while it started (${spoken}): start again.`)
  }
  return explained(
    'database-damaged',
    `The database in ${clusterDir} does not start (${spoken || 'it said nothing'}): restore it from a backup, or read ${logFile}.`,
  )
}

function lastComplaint(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const complaint =
    lines.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ??
    lines.findLast((line) => /\berror:|setpriv:/.test(line)) ??
    lines.at(-1) ??
    ''
  return complaint.replace(/^.*?\b(FATAL|PANIC|initdb: error|postgres: error):\s*/, '').slice(0, 200)
}
