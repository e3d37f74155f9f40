import type { Random } from './seeded.ts'

export const languages = ['ru', 'en', 'kk', 'fa'] as const
export type Language = (typeof languages)[number]

/** How much of the business's talk is in which language. */
export const languageShares: Readonly<Record<Language, number>> = { ru: 0.4, en: 0.25, kk: 0.2, fa: 0.15 }

// The most frequent words of chats stand first, as they do in speech; behind them come words made of each language's syllables.
const frequent: Readonly<Record<Language, string>> = {
  ru: 'и в не на я что да можно здравствуйте как спасибо вы у меня есть заказ когда доставка это мне по за нет добрый день а если для с до сколько стоит нужно где хорошо ещё вам будет возврат размер оплата адрес сегодня завтра номер телефон скидка цена товар',
  en: 'the i to you my is it and a can for hello order please thanks have when of do in not what we will delivery that how on this yes your be me if with are was no today tomorrow price refund address size payment number phone good problem discount',
  kk: 'және бұл мен сіз бар жоқ рахмет сәлеметсіз бе қашан қанша тапсырыс жеткізу керек болады маған бүгін ертең үшін жақсы қалай осы бірақ тағы мекенжай төлем баға өлшем қайтару нөмір телефон дүкен тауар жеңілдік иә',
  fa: 'و به من که از این را است سلام ممنون برای سفارش می کی چند آیا هست نیست ارسال لطفا شما امروز فردا قیمت آدرس شماره تلفن پرداخت اندازه مرجوع خوب بله نه کجا تخفیف کالا فروشگاه',
}

const syllables: Readonly<Record<Language, string>> = {
  ru: 'ба ве го ду жи за ки ло мы не по ра сту ти ка ше лён ный ская ост при про',
  en: 'ba ten gor du vi sta ki lon mer ne po ra sul ti car she ly ing tion pre con',
  kk: 'ба ген қо дү жы за кі лық мен нұ пә ра сы ті қа шы лар дың тер өз ұлт',
  fa: 'با تن گو دا ژی زا کی لو من نا پو را سا تی کا شا ها می دان گر',
}

const firstNames: Readonly<Record<Language, string>> = {
  ru: 'Анна Иван Мария Дмитрий Ольга Сергей Елена Алексей Наталья Павел Ирина Никита Светлана Максим Татьяна',
  en: 'Emma Liam Olivia Noah Ava James Sophia Lucas Mia Henry Grace Oscar Ruby Leo Alice',
  kk: 'Айгүл Нұрлан Әлия Ерлан Дана Бауыржан Гүлнар Асхат Мадина Тимур Сәуле Қанат Айдана Жандос Мөлдір',
  fa: 'زهرا علی فاطمه محمد مریم رضا سارا حسین نرگس امیر لیلا مهدی شیرین کیان پریسا',
}

/** The words of a language, the most frequent first. */
export function makeVocabulary(language: Language, size: number, random: Random): string[] {
  const words = new Set(frequent[language].split(' '))
  const parts = syllables[language].split(' ')
  while (words.size < size) {
    const count = 2 + random.below(3)
    words.add(Array.from({ length: count }, () => parts[random.below(parts.length)]).join(''))
  }
  return [...words]
}

/** Draws places by Zipf's law: the second word comes half as often as the first, the tenth a tenth as often. */
export function zipf(size: number, random: Random): () => number {
  const sums = new Float64Array(size)
  let sum = 0
  for (let place = 0; place < size; place += 1) {
    sum += 1 / (place + 1.5)
    sums[place] = sum
  }
  return () => {
    const wanted = random.next() * sum
    let [low, high] = [0, size - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

export function firstNamesOf(language: Language): string[] {
  return firstNames[language].split(' ')
}
