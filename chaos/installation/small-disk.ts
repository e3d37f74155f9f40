import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'

/** A file system of its own for the data folder, so that it can be filled without hurting anybody. */
export interface SmallDisk {
  folder: string
  fill(): void
  free(): void
  /** @param keep leaves the file that it is in: `<folder>.img` */
  unmount(keep: boolean): void
}

/** @returns null where this machine lets nobody mount, with the reason */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk | string {
  if (process.getuid?.() !== 0) return 'only root may mount'
  const image = `${folder}.img`
  mkdirSync(folder, { recursive: true })
  const steps: [string, string[]][] = [
    ['truncate', ['-s', `${megabytes}M`, image]],
    ['mkfs.ext4', ['-q', '-m', '0', '-F', image]],
    ['mount', ['-o', 'loop', image, folder]],
  ]
  for (const [command, args] of steps) {
    const done = spawnSync(command, args, { encoding: 'utf8' })
    if (done.status === 0) continue
    rmSync(image, { force: true })
    return (done.stderr || done.error?.message || `${command} failed`).trim().split('\n')[0] ?? command
  }
  const balloon = path.join(folder, 'balloon')
  return {
    folder,
    fill: () => fillUp(balloon, folder),
    free: () => rmSync(balloon, { force: true }),
    unmount: (keep) => {
      spawnSync('umount', ['-l', folder])
      if (!keep) rmSync(image, { force: true })
    },
  }
}

/** Takes whatever is left, in ever smaller pieces, until not even 64 KiB fit. */
function fillUp(balloon: string, folder: string): void {
  let taken = 0
  for (let piece = free(folder); piece >= 64 * 1024; piece = Math.floor(piece / 2)) {
    const made = spawnSync('fallocate', ['-o', String(taken), '-l', String(piece), balloon])
    if (made.status === 0) taken += piece
  }
}

function free(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
