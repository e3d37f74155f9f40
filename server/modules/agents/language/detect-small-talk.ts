import type { Spoken } from './phrase-matcher.ts'

export type SmallTalk = 'greeting' | 'thanks'

/** A greeting or thanks and nothing else: answered without a model and without knowledge. */
export function detectSmallTalk(message: Spoken): SmallTalk | null {
  if (message.words.length === 0 || message.words.length > 5) return null
  if (message.words.every((word) => greetings.has(word) || filling.has(word)) && message.words.some((word) => greetings.has(word)))
    return 'greeting'
  if (message.words.every((word) => thanks.has(word) || filling.has(word)) && message.words.some((word) => thanks.has(word)))
    return 'thanks'
  return null
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

const greetings = set(
  // What opens the conversation with a bot.
  'start hello helo hi hii hey heya hiya yo howdy greetings morning afternoon evening здравствуйте здравствуй здраствуйте здрасте привет приветик приветствую добрый доброе доброго салам салем сәлем сәлеметсіз салеметсиз ассалаумағалейкум ассаламу вітаю привіт добридень доброго salom assalomu assalamu salam merhaba merhabalar selam selamlar gunaydin سلام درود مرحبا اهلا السلام علیکم هلا صباح مساء שלום היי hallo moin servus guten gruss grussgott bonjour bonsoir salut coucou hola holaa buenos buenas buen ola oi bom boa ciao salve buongiorno buonasera hoi goedemorgen goedemiddag goedenavond dag czesc dzien witam hej siema halo hai selamat pagi siang malam नमस्ते नमस्कार हैलो namaste 你好 您好 嗨 哈喽 在吗 こんにちは こんばんは おはよう おはようございます はじめまして 안녕 안녕하세요 안녕하십니까 chao xin alo',
)
const thanks = set(
  'thanks thank thx thnx ty tysm cheers appreciated спасибо спс спасибки благодарю рахмет рақмет дякую дяки rahmat raxmat tesekkur tesekkurler sagol sagolun saol təsəkkur sag olun ممنون مرسی متشکرم سپاس شکرا شكرا شکریہ مہربانی תודה danke dankeschon vielen dank merci gracias obrigado obrigada valeu grazie bedankt dankjewel dankuwel dank dziekuje dzieki terima kasih makasih terimakasih धन्यवाद शुक्रिया dhanyavaad shukriya 谢谢 多谢 謝謝 ありがとう ありがとうございます ありがとうございました 감사합니다 고마워 고마워요 고맙습니다 cam on camon',
)
const filling = set(
  'there good day you so much a lot very your team all everyone день вечер утро вам тебе большое огромное за помощь всем всех бе сізге көп үлкен день ранок вечір вам дуже sizga katta alaykum aleykum kun cok cok ederim ederiz gunler aksamlar iyi cox از شما بسیار خیلی خوب روز بخیر صبح جزیلا لک لکم الخیر علیکم رבה מאוד tag morgen abend zusammen sehr ihnen dir euch beaucoup bien a vous toi tout le monde monsieur madame dias tardes noches dia muchas muchisimas mil muito muita tarde noite voce voces mille tante molte lei a tutti tutti je wel u veel heel bardzo panstwu serdecznie dobry banyak sore kak min जी बहुत आपका ban nhieu anh chi em shop ok okay great perfect nice super отлично хорошо понял понятно жақсы',
)
