export type Language = 'en' | 'ru' | 'kk' | 'fa'

const stopwords = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have hello hey hi how i if in into is it its me my no not of ok on or our please she so some ' +
    'tell than thank thanks that the their them then there these they this to us very was we were what when where which who why will with would you your am about also any just want need know let get got ' +
    'и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему когда даже ну ли если или ни быть был него до вас нибудь ' +
    'опять уж вам ведь там потом себя может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж кто этот это эта эти мой моя можно здравствуйте привет спасибо пожалуйста скажите подскажите какой какая какие каком у вас хочу хотел добрый день ' +
    'және мен сен сіз ол біз олар бұл сол үшін бар жоқ ма ме ба бе па пе да де та те не қалай қандай қашан қайда неге кім сәлем сәлеметсіз рахмет өтінемін бола болады еді екен туралы менің сіздің ' +
    'و در به از که این آن با را برای است هست هستم هستید می من تو شما ما آنها یک تا بر چه چی چطور چگونه کجا کی چرا سلام ممنون لطفا آیا هم اگر یا اما ها های شود کنم کنید دارد دارید دارم خود'
  ).split(' '),
)

/** Lower case, one form for letters that are written in several, digits as ASCII, marks and joiners gone. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ً-ٰٟـ]/g, '')
    .replace(/\u200c/g, ' ')
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ё/g, 'е')
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
}

export function words(text: string): string[] {
  return normalise(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Words that carry meaning, cut to their stems. */
export function terms(text: string): string[] {
  return words(text)
    .filter((word) => !stopwords.has(word))
    .map(stem)
}

/** A light cut that lets forms of a word meet: English suffixes, and the first letters of long words elsewhere. */
export function stem(word: string): string {
  if (/^[a-z]+$/.test(word)) {
    const bare = word
      .replace(/(?:'s|ies|ied)$/, 'y')
      .replace(/(?:ing|edly|ed|es|s|ly)$/, (suffix) => (word.length - suffix.length >= 3 ? '' : suffix))
    return bare
      .replace(/(.)\1$/, '$1')
      .replace(/e$/, '')
      .slice(0, 7)
  }
  if (/^\p{N}/u.test(word)) return word
  return word.slice(0, word.length > 7 ? 5 : Math.min(word.length, 4))
}

/** By script and by the letters and words that only one of the languages has. */
export function detectLanguage(text: string): Language {
  if (/[\u0600-\u06ff]/.test(text)) return 'fa'
  if (/[әғқңөұүһі]/i.test(text)) return 'kk'
  if (/[а-яё]/i.test(text)) return /(?<!\p{L})(?:салем|рахмет|калай|бар ма)(?!\p{L})/iu.test(text) ? 'kk' : 'ru'
  return 'en'
}

export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?؟…])\s+(?=[\p{Lu}\p{N}"«“(\u0600-\u06ff])|\n+/u)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
