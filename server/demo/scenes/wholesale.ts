import { days, hours, notes, opens, proposed, replies, type Scene, writes } from '../scene.ts'

const door = 'wholesale'

/** Conversations with the wholesale number, where the agent proposes and a person sends. */
export const wholesaleScenes: readonly Scene[] = [
  {
    door,
    customer: { name: 'Café Zerno', phone: '+7 701 555 02 01' },
    minutesAgo: 15,
    steps: [writes('Hello, we need sixty mugs for our café. What are your wholesale prices and terms?'), proposed],
  },
  {
    door,
    customer: { name: 'Hotel Tien Shan', phone: '+7 701 555 02 02' },
    minutesAgo: hours(7),
    steps: [
      writes('Can you fire our logo onto the stoneware, and how long does that take?'),
      proposed,
      notes('timur', 'They bought for 1.2 million last year. Offer them the samples.'),
    ],
  },
  {
    door,
    customer: { name: 'Coworking Orda', phone: '+7 701 555 02 03' },
    minutesAgo: days(2) - hours(3),
    steps: [
      writes('Do companies pay by invoice?'),
      proposed,
      replies('owner', 'Yes: we invoice companies, and payment is due within ten working days. Where may I send the offer?'),
      opens,
    ],
  },
]
