import { answered, days, hours, later, opens, replies, resolves, type Scene, writes } from '../scene.ts'

const door = 'website'

/** Conversations in the chat of the website, the newest first. */
export const websiteScenes: readonly Scene[] = [
  {
    door,
    customer: { name: 'Emma Lindqvist', email: 'emma@example.com', language: 'en' },
    minutesAgo: 2,
    steps: [writes('How can I return something?'), answered, opens],
  },
  {
    door,
    customer: { name: 'Руслан Исаев', email: 'ruslan@example.com', language: 'ru' },
    minutesAgo: 33,
    steps: [
      writes('Здравствуйте! Сколько стоит доставка?'),
      answered,
      opens,
      writes('А подарочный сертификат у вас есть?'),
      answered,
      opens,
      writes('Спасибо!'),
      answered,
    ],
  },
  {
    door,
    customer: { name: 'Aida Bekmukhambetova', email: 'aida@example.com', language: 'en' },
    minutesAgo: hours(4),
    steps: [
      writes('Does linen shrink in the first wash?'),
      answered,
      opens,
      writes('Could somebody of you help me choose a size for a 160 cm bed?'),
      answered,
      later(9),
      replies('dana', 'Hello Aida, Dana here. For a 160 cm bed take the set in 200 × 220. Shall I put one aside in sand?'),
      opens,
      writes('Yes please, sand is lovely.'),
    ],
  },
  {
    door,
    customer: { name: 'پریسا کریمی', email: 'parisa@example.com', language: 'fa' },
    minutesAgo: hours(9),
    steps: [writes('هزینه ارسال چقدر است؟'), answered, opens],
  },
  {
    door,
    customer: { name: 'Jonas Meyer', email: 'jonas@example.com', language: 'en' },
    minutesAgo: days(1),
    steps: [
      writes('Am I talking to a human?'),
      answered,
      writes('Fine. How long is the warranty on the kettle?'),
      answered,
      opens,
      writes('Thanks!'),
      answered,
      resolves('owner'),
    ],
  },
]
