import { phraseMatcher, type Spoken } from './phrase-matcher.ts'

export type Danger = 'self-harm' | 'threat'

/**
 * Somebody may harm themselves or others. First-person wordings only: "this heat is killing me" and "kill the process" are not meant. A missed
 * case still meets the model's own care; a found one gets a safe text and a person, whatever the agent was told.
 */
export function detectDanger(message: Spoken): Danger | null {
  if (harmsSelf(message)) return 'self-harm'
  return threatens(message) ? 'threat' : null
}

const harmsSelf = phraseMatcher({
  en: 'kill myself|killing myself|end my life|ending my life|take my own life|taking my own life|commit suicide|committing suicide|i am suicidal|im suicidal|feel suicidal|feeling suicidal|want to die|wanna die|wish i was dead|wish i were dead|better off dead|no reason to live|dont want to live|do not want to live|dont want to be alive|hurt myself|hurting myself|cut myself on purpose|harm myself|self harm|selfharm|hang myself|jump off a bridge|overdose on',
  ru: 'покончить с собой|покончу с собой|убью себя|убить себя|хочу умереть|не хочу жить|не хочу больше жить|наложить на себя руки|покончить жизнь|повешусь|повеситься|вскрою вены|вскрыть вены|порезать вены|нет смысла жить|спрыгну с крыши|выпилюсь|суицид*|самоубийств*',
  kk: 'озимді олтір*|өзімді өлтір*|олгім келеді|өлгім келеді|өмір сүргім келмейді|омір сургім келмейді|озіме кол жумса*|өзіме қол жұмса*|асылып өл*',
  uk: 'вбити себе|вбю себе|покінчити з собою|хочу померти|не хочу жити|накласти на себе руки|повішуся|самогубств*|немає сенсу жити',
  uz: 'ozimni oldir*|olgim kelyapti|olgim keladi|yashashni xohlamayman|yashagim kelmayapti|jonimga qasd*',
  tr: 'kendimi oldur*|intihar et*|intihar edec*|olmek istiyorum|yasamak istemiyorum|canima kiy*|kendime zarar ver*|kendimi as*',
  az: 'ozumu oldur*|intihar et*|olmək istəyirəm|yasamaq istəmirəm',
  fa: 'خودکشی|خودم را بکشم|خودمو بکشم|خودم رو بکشم|میخوام بمیرم|میخواهم بمیرم|نمیخوام زنده|نمیخواهم زنده|به خودم اسیب|رگم را بزنم|رگمو بزنم',
  ar: 'انتحر|الانتحار|انتحار|اقتل نفسی|اقتل نفسي|اريد ان اموت|ارید ان اموت|اريد الموت|ارید الموت|انهی حیاتی|لا اريد ان اعيش|لا ارید ان اعیش|اوذی نفسی',
  ur: 'خودکشی|مرنا چاہتا|مرنا چاہتی|جینا نہیں چاہتا|جینا نہیں چاہتی|خود کو مار',
  he: 'להתאבד|התאבדות|להרוג את עצמי|רוצה למות|לא רוצה לחיות|לפגוע בעצמי',
  de: 'mich umbringen|bringe mich um|selbstmord|suizid|nicht mehr leben|will sterben|mochte sterben|mir das leben nehmen|mich selbst verletzen|mir etwas antun|mich ritzen',
  fr: 'me suicider|me suicide|pensees suicidaires|me tuer|envie de mourir|veux mourir|plus envie de vivre|en finir avec la vie|mettre fin a mes jours|me faire du mal',
  es: 'suicidarme|suicidio|matarme|quiero morir|quiero morirme|no quiero vivir|quitarme la vida|hacerme dano|acabar con mi vida',
  pt: 'me matar|suicidio|suicidar|quero morrer|nao quero viver|nao quero mais viver|tirar minha vida|tirar a minha vida|acabar com a minha vida|me machucar',
  it: 'suicidarmi|suicidio|uccidermi|ammazzarmi|voglio morire|non voglio piu vivere|non voglio vivere|togliermi la vita|farmi del male|farla finita con la vita',
  nl: 'zelfmoord|mezelf doden|mezelf van kant maken|wil dood|wil sterven|wil niet meer leven|mezelf pijn doen',
  pl: 'zabic sie|zabije sie|samobojstw*|chce umrzec|nie chce zyc|nie chce juz zyc|odebrac sobie zycie|skrzywdzic siebie',
  id: 'bunuh diri|mau mati|ingin mati|tidak mau hidup|gak mau hidup|menyakiti diri|mengakhiri hidup',
  hi: 'आत्महत्या|खुदकुशी|मरना चाहता|मरना चाहती|जीना नहीं चाहता|जीना नहीं चाहती|खुद को मार|suicide karna|marna chahta|marna chahti',
  zh: '自杀|自殺|不想活|想死|结束生命|結束生命|自残|自殘|轻生|輕生',
  ja: '自殺|死にたい|消えてしまいたい|生きていたくない|リストカット|命を絶',
  ko: '자살|죽고 싶|죽고싶|살기 싫|살고 싶지 않|자해|목숨을 끊',
  vi: 'tu tu|tu sat|muon chet|khong muon song|ket lieu doi minh|tu lam dau minh',
})

const threatens = phraseMatcher({
  en: 'i will kill you|ill kill you|im going to kill you|i am going to kill you|gonna kill you|kill you all|i will hurt you|burn your shop|burn your store|burn down your|i have a bomb|ive got a bomb|plant a bomb|shoot you|bomb your|i will find you and|beat you up',
  ru: 'я тебя убью|убью тебя|убью вас|я вас убью|убью всех|сожгу ваш*|подожгу ваш*|взорву|заложил бомбу|заложена бомба|приеду и убью|найду тебя и|вам не жить|тебе не жить|зарежу',
  kk: 'сені олтірем*|сені өлтірем*|сендерді олтірем*|сендерді өлтірем*|ортеп жіберем*|өртеп жіберем*',
  uk: 'я тебе вбю|вбю тебе|вбю вас|спалю ваш*|підірву|заклав бомбу',
  uz: 'seni oldiraman|sizni oldiraman|hammangizni oldiraman|yoqib yuboraman|bomba qoyaman',
  tr: 'seni oldur*|sizi oldur*|hepinizi oldur*|dukkaninizi yak*|bomba koy*|sizi bulup',
  az: 'səni oldur*|sizi oldur*|hamınızı öldür*',
  fa: 'میکشمت|میکشمتون|شما را میکشم|مغازتون رو اتیش|اتیش میزنم|بمب گذاشت*',
  ar: 'ساقتلک|ساقتلکم|اقتلک|ساحرق|سافجر|قنبله فی',
  he: 'אני אהרוג אותך|אהרוג אתכם|אשרוף לכם|פצצה ב',
  de: 'ich bringe dich um|ich bringe euch um|bring dich um|bring euch um|ich tote dich|ich tote euch|zunde euren laden|zunde ihren laden|habe eine bombe|ich stech*',
  fr: 'je vais te tuer|je vais vous tuer|je te tue|bruler votre|bruler ton magasin|une bombe dans|je vais tout faire sauter',
  es: 'te voy a matar|los voy a matar|voy a matarte|voy a matarlos|quemar su tienda|quemar tu tienda|puse una bomba|tengo una bomba',
  pt: 'vou te matar|vou matar voce|vou matar voces|queimar sua loja|queimar a loja|tenho uma bomba',
  it: 'ti ammazzo|vi ammazzo|ti uccido|vi uccido|brucio il negozio|ho una bomba',
  nl: 'ik vermoord je|ik vermoord jullie|ik maak je dood|steek je winkel in brand|heb een bom',
  pl: 'zabije cie|zabije was|spale wasz|podpale wasz|podlozylem bombe|mam bombe',
  id: 'aku bunuh kamu|saya bunuh kamu|kubunuh kau|kubunuh kamu|bakar toko|pasang bom',
  hi: 'मार डालूंगा|जान से मार|आग लगा दूंगा|बम लगा|jaan se maar',
  zh: '杀了你|殺了你|杀死你|弄死你|烧了你们|燒了你們|放炸弹|炸了你们',
  ja: '殺してやる|殺すぞ|ぶっ殺|火をつけてやる|爆弾を仕掛',
  ko: '죽여버|죽여 버|죽일 거야|불 지를|폭탄을 설치',
  vi: 'tao giet may|giet chet may|giet het|dot cua hang|dat bom',
})
