import type { WhatsAppEmulator } from '../../emulators/index.ts'

type Templates = NonNullable<Parameters<WhatsAppEmulator['provision']>[0]['templates']>

/** Message templates of the demo's shop as its provider has them: two that may be sent, one in review, one that was refused. */
export const demoTemplates: Templates = [
  {
    name: 'order_ready',
    language: 'en',
    category: 'utility',
    status: 'APPROVED',
    body: 'Hello {{1}}, your order {{2}} is ready. We keep it for you until Saturday evening.',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{1}}, your order {{2}} is ready. We keep it for you until Saturday evening.',
        example: { body_text: [['Dana', '1042']] },
      },
      { type: 'FOOTER', text: 'Qamqor Home, Abay 1' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'I come today' },
          { type: 'QUICK_REPLY', text: 'Please deliver it' },
        ],
      },
    ],
  },
  {
    name: 'order_ready',
    language: 'ru',
    category: 'utility',
    status: 'APPROVED',
    body: 'Здравствуйте, {{1}}! Ваш заказ {{2}} готов. Мы храним его для вас до вечера субботы.',
  },
  {
    name: 'spring_offer',
    language: 'en',
    category: 'marketing',
    status: 'PENDING',
    body: 'Hello {{1}}, all kettles cost a fifth less until Sunday. Shall we put one aside for you?',
  },
  {
    name: 'last_chance',
    language: 'en',
    category: 'utility',
    status: 'REJECTED',
    body: 'Last chance to buy, everything must go today and today only!',
  },
]
