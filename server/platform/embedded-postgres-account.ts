import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from './errors.ts'

/** Whom PostgreSQL runs as, and how a command is started so. It refuses to run as root, so root lends it another account. */
export interface Account {
  /** null: our own. */
  uid: number | null
  gid: number | null
  wrap(command: string, args: string[]): { command: string; args: string[]; uid?: number; gid?: number }
}

const own: Account = { uid: null, gid: null, wrap: (command, args) => ({ command, args }) }

/** `paths` must be reachable for the account: the binaries and the data folder's parent. */
export async function chooseAccount(clusterDir: string, paths: string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return own
  const { uid, gid } = await lentAccount(clusterDir)
  const hidden = (await Promise.all(paths.map((entry) => isHiddenFrom(uid, entry)))).includes(true)
  const setpriv = await findSetpriv()
  if (!setpriv) {
    if (hidden) {
      throw new AppError('database-needs-setpriv', {
        status: 500,
        userMessage: `PostgreSQL does not run as root, and another account cannot reach ${clusterDir}: install setpriv (util-linux), start Parley as an ordinary user, or choose a DATA_DIR that is not in a private folder.`,
      })
    }
    return { uid, gid, wrap: (command, args) => ({ command, args, uid, gid }) }
  }
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  // Below a private folder (0700, such as root's home) the account keeps one ability of root: passing through folders. The secure
  // bit is for access(2), by which PostgreSQL looks at its own programs: without it the kernel judges by the bare account.
  const reach = hidden ? ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'] : []
  return { uid, gid, wrap: (command, args) => ({ command: setpriv, args: [...ids, ...reach, command, ...args] }) }
}

async function lentAccount(clusterDir: string): Promise<{ uid: number; gid: number }> {
  const owner = await stat(clusterDir).catch(() => null)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  // initdb looks its own name up, so the account has to be one that the machine knows.
  const accounts = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'))
  const nobody = accounts.find(([name]) => name === 'nobody') ?? accounts.find((fields) => Number(fields[2]) > 0)
  const uid = Number(nobody?.[2])
  const gid = Number(nobody?.[3])
  if (uid > 0 && gid >= 0) return { uid, gid }
  throw new AppError('database-needs-account', {
    status: 500,
    userMessage: 'PostgreSQL does not run as root, and this machine has no other account: start Parley as an ordinary user.',
  })
}

async function isHiddenFrom(uid: number, target: string): Promise<boolean> {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const entry = await stat(folder).catch(() => null)
    if (entry?.isDirectory() && entry.uid !== uid && (entry.mode & 0o001) === 0) return true
    if (entry?.isDirectory() && entry.uid === uid && (entry.mode & 0o100) === 0) return true
    if (folder === path.dirname(folder)) return false
  }
}

async function findSetpriv(): Promise<string | null> {
  for (const folder of (process.platform === 'linux' ? '/usr/bin:/bin:/usr/sbin:/sbin' : '').split(':').filter(Boolean)) {
    const candidate = path.join(folder, 'setpriv')
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (usable) return candidate
  }
  return null
}
