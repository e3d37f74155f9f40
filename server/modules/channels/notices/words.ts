import type { MailLanguage } from '../../../platform/mail/index.ts'

interface NoticeWords {
  broken(channel: string, business: string): { subject: string; text: string }
  well(channel: string, business: string): { subject: string; text: string }
  reason: string
  open: string
  /** Why the reader gets this, and how it ends. */
  why: string
}

export const noticeWords: Readonly<Record<MailLanguage, NoticeWords>> = {
  en: {
    broken: (channel, business) => ({
      subject: `“${channel}” does not work`,
      text: `The channel “${channel}” of ${business} is broken: messages may not come in or go out until somebody mends it.`,
    }),
    well: (channel, business) => ({
      subject: `“${channel}” works again`,
      text: `The channel “${channel}” of ${business} works again. There is nothing to do.`,
    }),
    reason: 'What was found',
    open: 'Open the channel',
    why: 'You get this because you own the workspace. You can switch it off in your profile.',
  },
  ru: {
    broken: (channel, business) => ({
      subject: `Канал «${channel}» не работает`,
      text: `Канал «${channel}» («${business}») неисправен: пока его не починят, сообщения могут не приходить и не отправляться.`,
    }),
    well: (channel, business) => ({
      subject: `Канал «${channel}» снова работает`,
      text: `Канал «${channel}» («${business}») снова работает. Делать ничего не нужно.`,
    }),
    reason: 'Что обнаружено',
    open: 'Открыть канал',
    why: 'Вы получили это письмо как владелец рабочего пространства. Отключить такие письма можно в профиле.',
  },
  kk: {
    broken: (channel, business) => ({
      subject: `«${channel}» арнасы жұмыс істемей тұр`,
      text: `«${business}» компаниясының «${channel}» арнасы істен шықты: жөнделгенше хабарлар келмеуі немесе жіберілмеуі мүмкін.`,
    }),
    well: (channel, business) => ({
      subject: `«${channel}» арнасы қайта жұмыс істеп тұр`,
      text: `«${business}» компаниясының «${channel}» арнасы қайта жұмыс істеп тұр. Ештеңе істеудің қажеті жоқ.`,
    }),
    reason: 'Не анықталды',
    open: 'Арнаны ашу',
    why: 'Бұл хат сізге жұмыс кеңістігінің иесі болғандықтан келді. Мұндай хаттарды профильде өшіруге болады.',
  },
  fa: {
    broken: (channel, business) => ({
      subject: `کانال «${channel}» کار نمی‌کند`,
      text: `کانال «${channel}» از «${business}» دچار مشکل است: تا وقتی درست نشود ممکن است پیام‌ها نرسند یا ارسال نشوند.`,
    }),
    well: (channel, business) => ({
      subject: `کانال «${channel}» دوباره کار می‌کند`,
      text: `کانال «${channel}» از «${business}» دوباره کار می‌کند. لازم نیست کاری انجام دهید.`,
    }),
    reason: 'آنچه پیدا شد',
    open: 'باز کردن کانال',
    why: 'این نامه را می‌گیرید چون مالک این فضای کاری هستید. می‌توانید آن را در نمایه‌تان خاموش کنید.',
  },
}
