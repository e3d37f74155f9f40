import { createHash } from 'node:crypto'
import { installationId, type MailLanguage, mailLanguageOf, queueMail } from '../../../platform/mail/index.ts'
import type { Deps } from '../../../platform/module.ts'
import { findAccountLanguage } from '../access/queries.ts'
import { resetSeconds } from './create-auth.ts'

interface ResetWords {
  subject: string
  text: string
  open: string
  why: string
}

const words: Readonly<Record<MailLanguage, ResetWords>> = {
  en: {
    subject: 'A new password for Parley',
    text: 'Somebody, most likely you, wants to set a new password for your account. The link works once, for an hour. All browsers are signed out by it.',
    open: 'Set a new password',
    why: 'If that was not you, do nothing: your password stays as it is.',
  },
  ru: {
    subject: 'Новый пароль для Parley',
    text: 'Кто-то, скорее всего вы, хочет задать новый пароль для вашей учётной записи. Ссылка действует один раз в течение часа. На всех устройствах потребуется войти заново.',
    open: 'Задать новый пароль',
    why: 'Если это были не вы, ничего не делайте: пароль останется прежним.',
  },
  kk: {
    subject: 'Parley үшін жаңа құпиясөз',
    text: 'Біреу, сірә өзіңіз, есептік жазбаңызға жаңа құпиясөз қойғыңыз келеді. Сілтеме бір рет, бір сағат бойы жарамды. Барлық браузерлерде қайта кіру керек болады.',
    open: 'Жаңа құпиясөз қою',
    why: 'Бұл сіз болмасаңыз, ештеңе істемеңіз: құпиясөзіңіз өзгермейді.',
  },
  fa: {
    subject: 'گذرواژهٔ تازه برای Parley',
    text: 'کسی، به احتمال زیاد خود شما، می‌خواهد برای حسابتان گذرواژهٔ تازه‌ای بگذارد. این پیوند یک بار و تا یک ساعت کار می‌کند. پس از آن باید در همهٔ مرورگرها دوباره وارد شوید.',
    open: 'گذاشتن گذرواژهٔ تازه',
    why: 'اگر کار شما نبوده، هیچ کاری نکنید: گذرواژه‌تان همان می‌ماند.',
  },
}

/** The link for a new password. Of no workspace: an account may be in several, or in none. */
export async function mailReset(deps: Deps, { email }: { email: string }, token: string): Promise<void> {
  const language = mailLanguageOf(await findAccountLanguage(deps.db, email))
  const { subject, text, open, why } = words[language]
  await deps.db.withWorkspace(installationId, (tx) =>
    queueMail(deps, tx, installationId, {
      key: `password-reset:${createHash('sha256').update(token).digest('base64url')}`,
      category: 'security',
      kind: 'workspaces.password-reset',
      to: email,
      expiresAt: new Date(deps.clock.now().getTime() + resetSeconds * 1000),
      text: {
        language,
        subject,
        paragraphs: [text],
        link: { label: open, url: `${deps.config.publicUrl}/reset-password#${token}` },
        footer: why,
      },
    }),
  )
}
