import { z } from 'zod'
import { idSchema, pageQuerySchema, timeSchema } from './paging.ts'

export const roleSchema = z.enum(['viewer', 'agent', 'admin', 'owner'])

export const workspaceSchema = z.object({
  id: idSchema,
  name: z.string(),
  language: z.string(),
  timeZone: z.string(),
  createdAt: timeSchema,
})
export const workspacePatchSchema = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  language: z.string().min(2).max(20).optional(),
  timeZone: z.string().min(1).max(60).optional(),
})

/** `GET /api/v1/me`: who is signed in, where, and as what. */
export const meSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  workspace: workspaceSchema.nullable(),
  role: roleSchema.nullable(),
  /** Runs the installation itself, in whatever workspace. */
  isOperator: z.boolean(),
  workspaces: z.array(z.object({ id: idSchema, name: z.string(), role: roleSchema })),
})
export type Me = z.infer<typeof meSchema>

/** `GET /api/v1/setup`: whether the first visit still has to create the owner, and whether mail is set up. `POST` the same path creates the owner. */
export const setupStateSchema = z.object({ needed: z.boolean(), mail: z.boolean() })
export const setupSchema = z.object({
  name: z.string().trim().min(1).max(100),
  email: z.email().max(320),
  password: z.string().min(10).max(200),
  workspaceName: z.string().trim().min(1).max(100),
  language: z.string().min(2).max(20).default('en'),
  timeZone: z.string().max(60).default('UTC'),
})

/** `/api/v1/me/notifications`: what the caller is told of by mail in this workspace. `channels`: one that breaks; only owners are. */
export const notificationSettingsSchema = z.object({ channels: z.boolean() })

export const memberSchema = z.object({ userId: z.string(), name: z.string(), email: z.string(), role: roleSchema, createdAt: timeSchema })
export const invitationSchema = z.object({
  id: idSchema,
  email: z.string().nullable(),
  role: roleSchema,
  /** Given once, when it is made. */
  url: z.string().nullish(),
  /** The link was sent to `email`: said once, when it is made. */
  mailed: z.boolean().nullish(),
  status: z.enum(['pending', 'accepted', 'revoked', 'expired']),
  invitedBy: z.string(),
  expiresAt: timeSchema,
  createdAt: timeSchema,
})
export const newInvitationSchema = z.object({ email: z.email().max(320).nullish(), role: roleSchema.exclude(['owner']) })

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  hint: z.string(),
  /** The key itself: only in the answer that made it. */
  key: z.string().nullish(),
  lastUsedAt: timeSchema.nullable(),
  createdAt: timeSchema,
})
export const newApiKeySchema = z.object({ name: z.string().trim().min(1).max(100), role: roleSchema.default('admin') })

export const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  actor: z.object({ type: z.enum(['user', 'api-key', 'system']), id: z.string().nullable(), name: z.string() }),
  action: z.string(),
  target: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  details: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** `POST /api/auth/sign-in/email`. No rule for the password here: whatever was right once still signs in. */
export const signInSchema = z.object({ email: z.string().trim().max(320), password: z.string().min(1).max(200) })
export const signedInSchema = z.object({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) })
export const changePasswordSchema = z.object({ currentPassword: z.string().min(1).max(200), newPassword: z.string().min(10).max(200) })
/** `POST /api/auth/request-password-reset`: the same answer whether or not there is such an account. */
export const passwordResetRequestSchema = z.object({ email: z.email().max(320) })
export const passwordResetSchema = z.object({ token: z.string().min(1).max(100), newPassword: z.string().min(10).max(200) })
export const profilePatchSchema = z.object({ name: z.string().trim().min(1).max(100) })

export const newWorkspaceSchema = setupSchema.pick({ language: true, timeZone: true }).extend({ name: z.string().trim().min(1).max(100) })
export const switchWorkspaceSchema = z.object({ workspaceId: idSchema })
export const memberPatchSchema = z.object({ role: roleSchema })

/** `GET /api/v1/invitations/by-token/{token}`: what its link shows to whoever opens it. */
export const openInvitationSchema = z.object({
  workspaceName: z.string(),
  invitedBy: z.string(),
  role: roleSchema,
  email: z.string().nullable(),
  expiresAt: timeSchema,
})
/** Signed in: only the token. Otherwise the account to be made; its e-mail is the invitation's where that names one. */
export const acceptInvitationSchema = z.object({
  token: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(100).optional(),
  email: z.email().max(320).optional(),
  password: z.string().min(10).max(200).optional(),
})

/** One browser in which the caller is signed in. */
export const sessionSchema = z.object({
  id: idSchema,
  userAgent: z.string().nullable(),
  current: z.boolean(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.meta({ description: 'to the hour' }),
  expiresAt: timeSchema,
})

/** Newest first. */
export const auditQuerySchema = pageQuerySchema.extend({
  action: z.string().max(100).optional().meta({ description: 'an action (`member.removed`) or the first part of several (`member.`)' }),
  actorId: z.string().max(100).optional(),
})
/** Whether the chain of hashes is whole; else the first entry that does not fit. */
export const auditCheckSchema = z.object({ intact: z.boolean(), entries: z.number().int(), brokenAt: z.string().nullable() })
