import { createHmac } from 'node:crypto'
import type { Exchange } from '../http-server.ts'
import type { BusinessAccount, Cloud, ProvisionedNumber } from './cloud.ts'
import { GraphError } from './graph-error.ts'

/** The token of a call: from the header, or as Graph also takes it, from the query. */
function tokenOf(exchange: Exchange): string {
  const header = /^(?:Bearer|OAuth) (.+)$/.exec(exchange.headers.authorization ?? '')?.[1]
  const token = header ?? exchange.query.get('access_token')
  if (!token) throw new GraphError(190, 'An access token is required to request this resource.')
  return token
}

/** The numbers that the call's token speaks for. */
export function authorize(cloud: Cloud, exchange: Exchange): ProvisionedNumber[] {
  const token = tokenOf(exchange)
  const numbers = [...cloud.numbers.values()].filter((one) => one.accessToken === token)
  if (numbers.length === 0) throw new GraphError(190, 'Invalid OAuth access token - Cannot parse access token')
  const problem = numbers.find((one) => one.tokenProblem)?.tokenProblem ?? expiryOf(cloud, numbers)
  if (problem) throw new GraphError(190, problem.message, problem.subcode)
  checkProof(exchange, token, numbers)
  return numbers
}

function expiryOf(cloud: Cloud, numbers: readonly ProvisionedNumber[]): { subcode: number; message: string } | undefined {
  const isOver = numbers.some(({ tokenEndsAt }) => tokenEndsAt !== undefined && tokenEndsAt <= cloud.clock())
  return isOver ? { subcode: 463, message: 'Error validating access token: the session has expired' } : undefined
}

/** Most apps do not ask for `appsecret_proof`, but a wrong one is refused. */
function checkProof(exchange: Exchange, token: string, numbers: readonly ProvisionedNumber[]): void {
  const given = exchange.query.get('appsecret_proof')
  if (given === null) {
    if (!numbers.some(({ requiresProof }) => requiresProof)) return
    throw new GraphError(100, 'API calls from the server require an appsecret_proof argument')
  }
  const isRight = numbers.some(({ appSecret }) => createHmac('sha256', appSecret).update(token).digest('hex') === given)
  if (!isRight) throw new GraphError(100, 'Invalid appsecret_proof provided in the API argument')
}

export function authorizeNumber(cloud: Cloud, exchange: Exchange, id: string): ProvisionedNumber {
  const number = authorize(cloud, exchange).find((one) => one.phoneNumberId === id)
  if (!number) throw unknownObject(id, exchange)
  return number
}

export function authorizeAccount(cloud: Cloud, exchange: Exchange, id: string): BusinessAccount {
  const owned = authorize(cloud, exchange).some((one) => one.businessAccountId === id)
  const account = cloud.accounts.get(id)
  if (!owned || !account) throw unknownObject(id, exchange)
  return account
}

/** Graph does not tell apart what is missing and what the token may not see: code 100, subcode 33. */
export function unknownObject(id: string, exchange: Exchange): GraphError {
  const verb = exchange.method.toLowerCase()
  return new GraphError(
    100,
    `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    33,
  )
}
