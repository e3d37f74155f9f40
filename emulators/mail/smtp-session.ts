import type { Socket } from 'node:net'
import type { MailStage } from './start-mail-emulator.ts'

export interface Envelope {
  from: string
  to: string[]
}

export interface SessionOptions {
  login: { user: string; password: string } | null
  senders: readonly string[]
  interfere: (stage: MailStage, argument: string) => string | null
  heard: (command: string) => void
  /** @returns why the message is refused; null: taken */
  take: (envelope: Envelope, message: Buffer) => Promise<string | null>
}

const mostBytes = 10 * 1024 * 1024
const longestCommand = 512
const path = /^<([^<>\s@]+@[^<>\s@]+)>(.*)$/

/** One conversation by RFC 5321, a command at a time: no pipelining is offered, and none is taken. */
export function openSession(socket: Socket, options: SessionOptions): void {
  const { login, senders, interfere, heard, take } = options
  let buffer = Buffer.alloc(0)
  let greeted = false
  let signedIn = login === null
  let envelope: Envelope | null = null
  let inData = false
  let busy = false

  const say = (line: string): void => void socket.write(`${line}\r\n`)
  /** @returns whether the test has answered in our place */
  const disturbed = (stage: MailStage, argument: string): boolean => {
    const answer = interfere(stage, argument)
    if (answer === 'drop') socket.destroy()
    else if (answer !== null) say(answer)
    return answer !== null
  }

  socket.on('data', (bytes: Buffer) => {
    buffer = Buffer.concat([buffer, bytes])
    void read()
  })
  if (!disturbed('connect', '')) say('220 mail.emulator.example ESMTP')

  async function read(): Promise<void> {
    if (busy) return
    busy = true
    while (!socket.destroyed && (inData ? await readMessage() : readCommand()));
    busy = false
  }

  function readCommand(): boolean {
    const end = buffer.indexOf('\r\n')
    if (end < 0) {
      if (buffer.length > longestCommand) socket.end('500 5.5.2 Line too long\r\n')
      return false
    }
    const line = buffer.subarray(0, end).toString('latin1')
    buffer = buffer.subarray(end + 2)
    if (buffer.length > 0) socket.end('503 5.5.0 One command at a time\r\n')
    else if (line.includes('\n') || line.includes('\r')) socket.end('500 5.5.2 A line ends with CR and LF\r\n')
    else if (end > longestCommand) say('500 5.5.2 Line too long')
    else obey(line)
    return buffer.length > 0
  }

  function obey(line: string): void {
    const [verb = '', ...rest] = line.split(' ')
    const argument = rest.join(' ')
    const name = verb.toUpperCase()
    heard(name === 'AUTH' ? `AUTH ${rest[0] ?? ''}` : line)
    if (name === 'EHLO' && argument) {
      greeted = true
      envelope = null
      say(`250-mail.emulator.example\r\n${login ? '250-AUTH PLAIN\r\n' : ''}250-SIZE ${mostBytes}\r\n250 ENHANCEDSTATUSCODES`)
    } else if (name === 'QUIT') socket.end('221 2.0.0 Bye\r\n')
    else if (name === 'NOOP' || name === 'RSET') {
      if (name === 'RSET') envelope = null
      say('250 2.0.0 OK')
    } else if (!greeted) say('503 5.5.1 Say EHLO first')
    else if (name === 'AUTH') authenticate(rest)
    else if (!signedIn) say('530 5.7.0 Authentication required')
    else if (/^MAIL FROM:/i.test(line)) mail(line.slice('MAIL FROM:'.length))
    else if (/^RCPT TO:/i.test(line)) recipient(line.slice('RCPT TO:'.length))
    else if (name === 'DATA') data()
    else say('502 5.5.2 Not known here')
  }

  function authenticate([mechanism = '', initial = '']: string[]): void {
    const [, user = '', password] = Buffer.from(initial, 'base64').toString('utf8').split('\0')
    if (!login || signedIn) say('503 5.5.1 Not now')
    else if (mechanism.toUpperCase() !== 'PLAIN' || !initial) say('504 5.5.4 PLAIN only, with its answer')
    else if (!disturbed('auth', user)) {
      signedIn = user === login.user && password === login.password
      say(signedIn ? '235 2.7.0 Welcome' : '535 5.7.8 Wrong user or password')
    }
  }

  function mail(argument: string): void {
    const [, from, parameters = ''] = path.exec(argument) ?? []
    if (envelope) say('503 5.5.1 There is a sender already')
    else if (!from || !/^( SIZE=\d+)?$/i.test(parameters)) say('501 5.5.4 MAIL FROM:<address>')
    else if (senders.length > 0 && !senders.includes(from)) say(`553 5.7.1 <${from}> may not send here`)
    else if (!disturbed('mail', from)) {
      envelope = { from, to: [] }
      say('250 2.1.0 OK')
    }
  }

  function recipient(argument: string): void {
    const [, to, parameters = ''] = path.exec(argument) ?? []
    if (!envelope) say('503 5.5.1 Say MAIL first')
    else if (!to || parameters) say('501 5.5.4 RCPT TO:<address>')
    else if (!disturbed('rcpt', to)) {
      envelope.to.push(to)
      say('250 2.1.5 OK')
    }
  }

  function data(): void {
    if (!envelope || envelope.to.length === 0) say('503 5.5.1 Say RCPT first')
    else if (!disturbed('data', '')) {
      inData = true
      say('354 Go ahead')
    }
  }

  async function readMessage(): Promise<boolean> {
    const end = buffer.indexOf('\r\n.\r\n')
    if (end < 0) {
      if (buffer.length > mostBytes) socket.end('552 5.3.4 Too large\r\n')
      return false
    }
    const message = Buffer.from(
      buffer
        .subarray(0, end + 2)
        .toString('latin1')
        .replace(/^\.\./gm, '.'),
      'latin1',
    )
    buffer = buffer.subarray(end + 5)
    inData = false
    const sent = envelope
    envelope = null
    if (!sent || disturbed('message', '')) return false
    const fault = await take(sent, message)
    say(fault ?? '250 2.0.0 Taken')
    return buffer.length > 0
  }
}
