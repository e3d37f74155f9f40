import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { checkMessage } from './check-message.ts'
import { openSession } from './smtp-session.ts'

export interface MailEmulatorOptions {
  port?: number
  /** Who may hand in mail; null: anybody, as on a machine's own relay. */
  login?: { user: string; password: string } | null
  /** Addresses that may send; empty: any. */
  senders?: readonly string[]
}

/** Where a conversation stands when a test wants it to go wrong. */
export type MailStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'message'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Header names in lower case; each as it came, unfolded. */
  headers: ReadonlyMap<string, string>
  subject: string
  text: string
  html: string
  raw: string
}

export interface MailEmulator {
  host: string
  port: number
  /** As `SMTP_URL` takes it. */
  url: string
  mails: ReceivedMail[]
  /** What clients have said, without what stands in mails and without passwords. */
  commands: string[]
  /** Answers this instead at a stage (`450 4.2.1 Mailbox busy`), or `drop`: breaks off; null: as it should be. Called for each command. */
  interfere: (stage: MailStage, argument: string) => string | null
  close(): Promise<void>
}

/**
 * A mail server that takes what the standards allow and no more: RFC 5321 for the conversation, RFC 5322 and 2045 for the message. It delivers nothing; what
 * it took can be read. It speaks without encryption, as a relay on the same machine does.
 */
export async function startMailEmulator(options: MailEmulatorOptions = {}): Promise<MailEmulator> {
  const login = options.login === undefined ? { user: 'shop', password: 'smtp-password' } : options.login
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    openSession(socket, {
      login,
      senders: options.senders ?? [],
      interfere: (stage, argument) => emulator.interfere(stage, argument),
      heard: (command) => void emulator.commands.push(command),
      take: async (envelope, bytes) => {
        const checked = await checkMessage(envelope, bytes)
        if ('mail' in checked) emulator.mails.push(checked.mail)
        return 'fault' in checked ? checked.fault : null
      },
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const who = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : ''
  const emulator: MailEmulator = {
    host: '127.0.0.1',
    port,
    url: `smtp://${who}127.0.0.1:${port}`,
    mails: [],
    commands: [],
    interfere: () => null,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return emulator
}
