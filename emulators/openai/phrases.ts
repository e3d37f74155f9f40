import { type Language, normalise, terms } from './text.ts'

/** What the model says of itself; everything about the business comes from what it was given. */
export const phrases = {
  unknown: {
    en: 'I am sorry, I do not know that.',
    ru: 'К сожалению, я этого не знаю.',
    kk: 'Кешіріңіз, мен мұны білмеймін.',
    fa: 'متأسفم، این را نمی‌دانم.',
  },
  handover: {
    en: 'I am passing this on to a colleague, who will answer you here.',
    ru: 'Передаю ваш вопрос коллеге, он ответит вам здесь.',
    kk: 'Сұрағыңызды әріптесіме беремін, ол сізге осында жауап береді.',
    fa: 'پرسش شما را به همکارم می‌سپارم تا همین‌جا پاسخ دهد.',
  },
  greeting: {
    en: 'Hello! How can I help you?',
    ru: 'Здравствуйте! Чем могу помочь?',
    kk: 'Сәлеметсіз бе! Қалай көмектесе аламын?',
    fa: 'سلام! چه کمکی از من ساخته است؟',
  },
  thanks: {
    en: 'You are welcome!',
    ru: 'Пожалуйста!',
    kk: 'Оқасы жоқ!',
    fa: 'خواهش می‌کنم!',
  },
  notHuman: {
    en: 'I am an AI assistant, not a human. A person can take over whenever you like.',
    ru: 'Я ИИ-ассистент, не человек. Если хотите, подключится сотрудник.',
    kk: 'Мен адам емеспін, жасанды интеллект көмекшісімін. Қаласаңыз, қызметкер қосылады.',
    fa: 'من دستیار هوش مصنوعی هستم، نه انسان. هر وقت بخواهید، یک همکار پاسخ می‌دهد.',
  },
  picture: {
    en: 'The picture shows',
    ru: 'На изображении:',
    kk: 'Суретте:',
    fa: 'در تصویر:',
  },
} as const satisfies Record<string, Record<Language, string>>

const asksWhetherHuman = [
  /\b(?:are|r) (?:you|u) (?:an? |really |actually )*(?:real|human|person|bot|robot|ai|machine|chatbot)/,
  /\bis (?:this|it) an? (?:real |ai )?(?:bot|robot|human|person|machine|ai)\b/,
  /\b(?:am i|i am|i'm) (?:talking|speaking|chatting|writing) (?:to|with) an? (?:real |ai )?(?:bot|robot|human|person|machine|ai)\b/,
  /(?:ты|вы|это)\s+(?:живой |настоящий |реальный )?(?:бот|робот|человек|ии)(?:\s|[?!.]|$)/,
  /(?:сен|сіз|бұл)\s+(?:робот|бот|адам|тірі адам)/,
  /(?:ربات|روبات|انسان|آدم)\s*(?:هستی|هستید|ای|هستین)/,
]

const wantsPerson = [
  /\b(?:speak|talk|chat|connect|transfer|put)\b.{0,30}\b(?:human|person|agent|operator|someone|manager|representative|staff|colleague)\b/,
  /\b(?:want|need|give|get|call)\b.{0,20}\b(?:a |an |the |real |live )*(?:human|person|operator|manager|representative|live agent)\b/,
  /^(?:human|operator|agent|manager|person)[\s!.?]*(?:please)?[\s!.?]*$/,
  /(?:позов|соедин|переключ|свяж|поговорить|нужен|нужна|хочу|дайте|можно).{0,30}(?:оператор|человек|менеджер|сотрудник|специалист)/,
  /^(?:оператор|человек|менеджер)[\s!.?]*$/,
  /(?:адаммен|операторм?ен|маманмен|менеджермен|қызметкермен).{0,30}(?:сөйлес|байланыс|қос)/,
  /(?:اپراتور|پشتیبان|انسان|آدم|همکار|مسئول).{0,30}(?:صحبت|وصل|حرف|میخواهم|می خواهم)/,
]

const greets =
  /^(?:hi|hello|hey|good (?:morning|day|evening|afternoon)|привет|здравствуйте|добрый (?:день|вечер)|доброе утро|салем|сәлем|сәлеметсіз бе|қайырлы күн|سلام|درود)[\s!.,)]*/
const thanks =
  /^(?:thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|great|ok(?:ay)?|спасибо(?: большое)?|благодарю|рахмет|көп рахмет|ممنون|مرسی|سپاس)[\s!.,)]*/

export type SmallTalk = 'human?' | 'person' | 'greeting' | 'thanks' | undefined

/** What a message is about when it is not about the business. */
export function smallTalk(text: string): SmallTalk {
  const plain = normalise(text).trim()
  if (asksWhetherHuman.some((pattern) => pattern.test(plain))) return 'human?'
  if (wantsPerson.some((pattern) => pattern.test(plain))) return 'person'
  if (terms(plain.replace(greets, '')).length === 0 && greets.test(plain)) return 'greeting'
  if (terms(plain.replace(thanks, '')).length === 0 && thanks.test(plain)) return 'thanks'
  return undefined
}
