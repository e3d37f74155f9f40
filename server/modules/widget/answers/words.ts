import type { MailLanguage } from '../../../platform/mail/index.ts'

interface AnswerWords {
  subject(business: string): string
  intro(business: string): string
  files(count: number): string
  /** For what only the chat can show. */
  look: string
  open: string
  why: string
}

export const answerWords: Readonly<Record<MailLanguage, AnswerWords>> = {
  en: {
    subject: (business) => `${business} has answered you`,
    intro: (business) => `You wrote to ${business} and left your address. Here is the answer:`,
    files: (count) => `(Files to be seen in the chat: ${count})`,
    look: '(to be seen in the chat)',
    open: 'Open the chat and answer',
    why: 'Please answer in the chat: nobody reads answers to this mail. The link is yours alone and works for seven days.',
  },
  ru: {
    subject: (business) => `«${business}»: вам ответили`,
    intro: (business) => `Вы написали в «${business}» и оставили свой адрес. Вот ответ:`,
    files: (count) => `(Файлы, которые можно посмотреть в чате: ${count})`,
    look: '(смотрите в чате)',
    open: 'Открыть чат и ответить',
    why: 'Отвечайте, пожалуйста, в чате: ответы на это письмо никто не читает. Ссылка только для вас и действует семь дней.',
  },
  kk: {
    subject: (business) => `«${business}» сізге жауап берді`,
    intro: (business) => `Сіз «${business}» компаниясына жазып, мекенжайыңызды қалдырдыңыз. Міне, жауап:`,
    files: (count) => `(Чатта көруге болатын файлдар: ${count})`,
    look: '(чаттан қараңыз)',
    open: 'Чатты ашып, жауап беру',
    why: 'Жауапты чатта жазыңыз: бұл хатқа келген жауапты ешкім оқымайды. Сілтеме тек сізге арналған, жеті күн жарамды.',
  },
  fa: {
    subject: (business) => `${business} به شما پاسخ داد`,
    intro: (business) => `شما به ${business} پیام دادید و نشانی‌تان را گذاشتید. این پاسخ آن است:`,
    files: (count) => `(فایل‌هایی که در گفتگو می‌توانید ببینید: ${count})`,
    look: '(در گفتگو ببینید)',
    open: 'باز کردن گفتگو و پاسخ دادن',
    why: 'لطفاً در گفتگو پاسخ دهید: پاسخ به این نامه خوانده نمی‌شود. این پیوند فقط برای شماست و هفت روز اعتبار دارد.',
  },
}
