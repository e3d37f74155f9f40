import type { MailLanguage } from '../../../platform/mail/index.ts'

interface TranscriptWords {
  subject(business: string): string
  intro(business: string): string
  you: string
  team: string
  assistant: string
  unsupported: string
  shortened: string
  /** Why the reader gets this. */
  asked: string
  sentByTeam(business: string): string
}

export const transcriptWords: Readonly<Record<MailLanguage, TranscriptWords>> = {
  en: {
    subject: (business) => `Your conversation with ${business}`,
    intro: (business) => `This is what you and ${business} have written to each other.`,
    you: 'You',
    team: 'Our team',
    assistant: 'AI assistant',
    unsupported: '(cannot be shown here)',
    shortened: '(What was written earlier is left out.)',
    asked: 'You get this because this address was entered in the chat. If that was not you, you need do nothing: no more mail will follow.',
    sentByTeam: (business) => `${business} has sent you this.`,
  },
  ru: {
    subject: (business) => `Ваша переписка с «${business}»`,
    intro: (business) => `Здесь всё, что вы и «${business}» написали друг другу.`,
    you: 'Вы',
    team: 'Наша команда',
    assistant: 'ИИ-ассистент',
    unsupported: '(здесь не показать)',
    shortened: '(Более ранние сообщения опущены.)',
    asked:
      'Вы получили это письмо, потому что этот адрес указали в чате. Если это были не вы, ничего делать не нужно: других писем не будет.',
    sentByTeam: (business) => `Это письмо отправила вам команда «${business}».`,
  },
  kk: {
    subject: (business) => `«${business}» компаниясымен жазысқаныңыз`,
    intro: (business) => `Мұнда сіз бен «${business}» бір-біріңізге жазғанның бәрі бар.`,
    you: 'Сіз',
    team: 'Біздің топ',
    assistant: 'ЖИ көмекшісі',
    unsupported: '(мұнда көрсету мүмкін емес)',
    shortened: '(Бұрынғы хабарлар қысқартылды.)',
    asked: 'Бұл мекенжай чатта көрсетілгендіктен осы хат келді. Егер ол сіз болмасаңыз, ештеңе істеудің қажеті жоқ: басқа хат келмейді.',
    sentByTeam: (business) => `Бұл хатты сізге «${business}» тобы жіберді.`,
  },
  fa: {
    subject: (business) => `گفتگوی شما با ${business}`,
    intro: (business) => `آنچه شما و ${business} برای هم نوشته‌اید:`,
    you: 'شما',
    team: 'تیم ما',
    assistant: 'دستیار هوش مصنوعی',
    unsupported: '(اینجا نمایش داده نمی‌شود)',
    shortened: '(پیام‌های پیش از این آورده نشده‌اند.)',
    asked: 'این نامه را می‌گیرید چون این نشانی در گفتگو وارد شده است. اگر کار شما نبوده، لازم نیست کاری کنید: نامه دیگری نمی‌آید.',
    sentByTeam: (business) => `${business} این نامه را برای شما فرستاده است.`,
  },
}
