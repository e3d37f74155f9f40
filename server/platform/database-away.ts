import { AppError } from './errors.ts'

/** What every request hears while the database is known to be away. Nothing was decided: the caller may try again. */
export function databaseAway(reason: string): AppError {
  return new AppError('database-away', { status: 503, title: 'The database cannot be reached.', message: reason, retryAfterMs: 1000 })
}

/*
 * By PostgreSQL's own codes: 08 connection lost, 25006 read-only (a standby after a failover, or a managed server whose disk is full), 53 out of
 * disk, memory or connections, 57P shutting down or starting, 58030 a disk that fails.
 */
const serverCodes = new Set(
  '08000 08001 08003 08004 08006 08P01 25006 53000 53100 53200 53300 57P01 57P02 57P03 58030 database-away'.split(' '),
)
const networkCodes = new Set('ECONNREFUSED ECONNRESET ENOENT ETIMEDOUT EPIPE EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN'.split(' '))
const messages = ['Connection terminated', 'timeout exceeded when trying to connect', 'is not queryable', 'Client was closed']

/** The database is gone, starting, read-only or out of something: nothing was decided, the caller may try again. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (serverCodes.has(String(code))) return true
  // A file that is missing has ENOENT too, as the socket of a server that is not there.
  if (networkCodes.has(String(code))) return syscall === undefined || ['connect', 'read', 'write', 'getaddrinfo'].includes(String(syscall))
  return messages.some((known) => error.message.includes(known))
}
