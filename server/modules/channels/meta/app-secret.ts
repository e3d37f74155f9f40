import { z } from 'zod'

/** Fields of an app that a workspace brought, and of the token that it gave: whoever signs in by the installation's app has neither any more. */
export const fieldsOfOtherApps = ['appId', 'appSecret', 'instagramAppSecret', 'tokenMadeAt', 'tokenEndsAt', 'tokenScopes'] as const

/** Said beside the field of each kind of channel. */
export const verifyTokenHelp =
  'Words that Meta says when it first asks your webhook: enter the same in the Meta app, where Parley does not do so itself.'

const entered = z.string().trim().min(1).max(200)

/**
 * A channel's app secret. Where the installation has an app of its own, its secret of the day stands for one that nobody entered: it is copied nowhere, and
 * can be changed in one place.
 */
export function appSecretField(installations: string | null | undefined) {
  return installations ? entered.default(installations) : entered
}
