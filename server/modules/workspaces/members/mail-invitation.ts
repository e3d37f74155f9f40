import { isMailSetUp, type MailLanguage, mailLanguageOf, queueMail } from '../../../platform/mail/index.ts'
import type { Deps, Tx } from '../../../platform/module.ts'
import type { InvitationRow } from './invitations.ts'

interface InvitationWords {
  subject(business: string): string
  text(name: string, business: string): string
  open: string
  why: string
}

const words: Readonly<Record<MailLanguage, InvitationWords>> = {
  en: {
    subject: (business) => `Join ${business}`,
    text: (name, business) => `${name} invites you to work with ${business} in Parley. The link works once, for seven days.`,
    open: 'Accept the invitation',
    why: 'If you do not know who this is, do nothing.',
  },
  ru: {
    subject: (business) => `Приглашение: «${business}»`,
    text: (name, business) =>
      `${name} приглашает вас работать в Parley вместе с «${business}». Ссылка действует один раз в течение семи дней.`,
    open: 'Принять приглашение',
    why: 'Если вы не знаете, кто это, ничего не делайте.',
  },
  kk: {
    subject: (business) => `«${business}» командасына шақыру`,
    text: (name, business) =>
      `${name} сізді Parley жүйесінде «${business}» командасымен жұмыс істеуге шақырады. Сілтеме бір рет, жеті күн жарамды.`,
    open: 'Шақыруды қабылдау',
    why: 'Бұл кім екенін білмесеңіз, ештеңе істемеңіз.',
  },
  fa: {
    subject: (business) => `پیوستن به ${business}`,
    text: (name, business) => `${name} شما را به کار در Parley با ${business} دعوت می‌کند. این پیوند یک بار و تا هفت روز کار می‌کند.`,
    open: 'پذیرفتن دعوت',
    why: 'اگر این شخص را نمی‌شناسید، هیچ کاری نکنید.',
  },
}

/** Sends the link to the address that it is for. @returns false where it is for nobody's in particular, or mail is not set up */
export async function mailInvitation(deps: Deps, tx: Tx, row: InvitationRow, url: string): Promise<boolean> {
  if (row.email === null || !isMailSetUp(deps)) return false
  const { workspace_id: workspaceId, id, email, invited_by_name: name, expires_at: expiresAt } = row
  const workspace = await tx.selectFrom('workspaces').select(['name', 'language']).where('id', '=', workspaceId).executeTakeFirstOrThrow()
  const language = mailLanguageOf(workspace.language)
  const { subject, text, open, why } = words[language]
  return queueMail(deps, tx, workspaceId, {
    key: `invitation:${id}`,
    category: 'service',
    kind: 'workspaces.invitation',
    to: email,
    expiresAt,
    text: { language, subject: subject(workspace.name), paragraphs: [text(name, workspace.name)], link: { label: open, url }, footer: why },
  })
}
