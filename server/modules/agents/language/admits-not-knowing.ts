import { phraseMatcher, spoken } from './phrase-matcher.ts'

/** A short answer whose point is that there is none. */
export function admitsNotKnowing(answer: string): boolean {
  return answer.length <= 320 && says(spoken(answer))
}

const says = phraseMatcher({
  en: 'i do not know|i dont know|i am not sure about|im not sure about|i do not have information|i dont have information|i do not have any information|i dont have any information|i have no information|i do not have that information|i dont have that information|i could not find|i couldnt find any|i cannot answer that|i cant answer that|i am unable to answer',
  ru: 'я не знаю|не знаю этого|этого не знаю|у меня нет информации|у меня нет такой информации|нет информации об этом|не могу ответить на этот вопрос|я не нашел|не располагаю информацией|не знаю ответа',
  kk: 'білмеймін|ақпарат жоқ|мәлімет жоқ|жауап бере алмаймын',
  uk: 'я не знаю|цього не знаю|не маю інформації|у мене немає інформації|не можу відповісти на це',
  uz: 'bilmayman|malumotim yoq|malumot yoq|javob bera olmayman',
  tr: 'bilmiyorum|bilgim yok|bilgiye sahip degilim|yanitlayamiyorum|cevaplayamiyorum',
  az: 'bilmirəm|məlumatim yoxdur|cavab verə bilmirəm',
  fa: 'نمیدانم|نمی دانم|اطلاعی ندارم|اطلاعاتی ندارم|نمیتوانم به این پرسش پاسخ',
  ar: 'لا اعرف|لا اعلم|لیست لدی معلومات|لیس لدی معلومات|لا املک معلومات|لا استطیع الاجابه',
  ur: 'مجھے معلوم نہیں|جواب معلوم نہیں|مجھے نہیں معلوم|معلومات نہیں ہیں',
  he: 'איני יודע|אינני יודע|אני לא יודע|אין לי מידע',
  de: 'weiss ich nicht|weiss ich leider nicht|ich weiss es nicht|ich weiss das nicht|keine information|keine informationen|kann ich nicht beantworten|kann ich leider nicht beantworten',
  fr: 'je ne sais pas|je nai pas dinformation|je nai pas dinformations|je nai pas cette information|je ne connais pas la reponse|je ne peux pas repondre a cette',
  es: 'no lo se|no se la respuesta|no tengo informacion|no tengo esa informacion|no dispongo de informacion|no puedo responder a',
  pt: 'nao sei a resposta|nao sei informar|nao sei isso|nao tenho informacao|nao tenho informacoes|nao tenho essa informacao|nao consigo responder',
  it: 'non lo so|non conosco la risposta|non ho informazioni|non dispongo di informazioni|non so rispondere',
  nl: 'ik weet het niet|weet ik niet|weet ik helaas niet|geen informatie|kan ik niet beantwoorden',
  pl: 'nie wiem|nie znam odpowiedzi|nie mam informacji|nie posiadam informacji|nie moge odpowiedziec',
  id: 'saya tidak tahu|tidak memiliki informasi|tidak punya informasi|tidak bisa menjawab',
  hi: 'मुझे नहीं पता|मुझे जानकारी नहीं|जानकारी नहीं है|जवाब नहीं पता',
  zh: '我不知道|不清楚这|没有相关信息|沒有相關資訊|没有这方面的信息|无法回答|無法回答|不知道答案',
  ja: 'わかりません|分かりません|存じません|情報がありません|お答えできません',
  ko: '모르겠습니다|알지 못합니다|정보가 없습니다|답변드릴 수 없습니다|답변할 수 없습니다',
  vi: 'toi khong biet|khong co thong tin|khong the tra loi',
})
