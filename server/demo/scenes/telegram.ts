import { answered, days, hours, later, notes, opens, replies, resolves, type Scene, writes } from '../scene.ts'

const door = 'telegram'

/** Conversations with the shop's bot, the newest first. */
export const telegramScenes: readonly Scene[] = [
  {
    door,
    customer: { name: 'Nilufar Rahimi', username: 'nilufar_r', language: 'fa' },
    minutesAgo: 7,
    steps: [writes('سلام! زمان تحویل سفارش چقدر است؟'), answered, writes('چطور می‌توانم کالا را پس بدهم؟'), answered],
  },
  {
    door,
    customer: { name: 'Артём Белов', username: 'art_belov', language: 'ru' },
    minutesAgo: 18,
    steps: [writes('Подскажите, до скольки вы работаете?'), answered, writes('Сколько стоит набор Алатау в рассрочку?'), answered],
  },
  {
    door,
    customer: { name: 'Kamila Yusupova', username: 'kamila_y', language: 'en' },
    minutesAgo: 42,
    steps: [
      { kind: 'sends', sample: 'voice-delivery' },
      answered,
      writes('I live in Tashkent, do you deliver there too?'),
      answered,
      { kind: 'reacts', emoji: '🔥' },
    ],
  },
  {
    door,
    customer: { name: 'Дмитрий Пак', username: 'dpak', language: 'ru' },
    minutesAgo: hours(2),
    steps: [
      writes('Хочу заказать льняное постельное, какие есть цвета?'),
      answered,
      later(10),
      {
        kind: 'replies',
        by: 'owner',
        text: 'Дмитрий, лён есть в трёх цветах. Какой вам ближе?',
        buttons: [
          { id: 'sand', title: 'Песочный' },
          { id: 'teal', title: 'Бирюзовый' },
          { id: 'white', title: 'Белый' },
        ],
      },
      { kind: 'taps', button: 'teal' },
    ],
  },
  {
    door,
    customer: { name: 'رضا احمدی', username: 'reza_ahmadi', language: 'fa' },
    minutesAgo: hours(6),
    steps: [
      writes('ساعت کار فروشگاه چیست؟'),
      answered,
      writes('می‌خواهم با یک همکار صحبت کنم، سفارش من هنوز نرسیده است'),
      answered,
      later(14),
      { kind: 'takes', by: 'owner' },
      replies('owner', 'سلام آقای احمدی، سفارش شما امروز بین ساعت ۱۸ تا ۲۰ می‌رسد. شماره پیگیری: ۱۰۵۱۷'),
      writes('خیلی ممنون از پیگیری شما'),
    ],
  },
  {
    door,
    customer: { name: 'Гүлнар Есенова', username: 'gulnar_e', language: 'kk' },
    minutesAgo: hours(22),
    steps: [writes('Тауарды қалай қайтаруға болады?'), answered, writes('Рахмет!'), answered],
  },
  {
    door,
    customer: { name: 'Max Weber', username: 'maxw', language: 'en' },
    minutesAgo: hours(30),
    steps: [
      writes('What are your opening hours on sundya?'),
      { kind: 'edits', text: 'What are your opening hours on Sunday?' },
      answered,
      {
        kind: 'shares-location',
        latitude: 43.2433,
        longitude: 76.9075,
        name: 'Metro Abay',
        address: 'Abay Avenue, Almaty',
      },
      answered,
      writes('I am here, which way should I walk?'),
      answered,
      replies('timur', 'Two minutes uphill on the left side, number 44, the teal door.'),
      resolves('timur'),
    ],
  },
  {
    door,
    customer: { name: 'Лаура Тен', username: 'laura_ten', language: 'ru' },
    minutesAgo: days(3),
    steps: [
      writes('Можно ли мыть чугунную сковороду в посудомоечной машине?'),
      answered,
      opens,
      notes('timur', 'Спрашивали уже третий раз на этой неделе. Добавить на страницу товара.'),
      resolves('timur'),
    ],
  },
]
