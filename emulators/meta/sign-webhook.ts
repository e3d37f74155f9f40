import { createHmac } from 'node:crypto'

/**
 * JSON the way Meta puts it on the wire: pure ASCII, everything else as lowercase `\uXXXX` (pairs for what lies
 * beyond the basic plane), and `/` as `\/`. A receiver that parses and re-serialises before checking the signature
 * gets other bytes, and must fail.
 */
export function toEscapedJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/\//g, '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The value of `X-Hub-Signature-256`. */
export function signBody(body: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
}
