import { phraseMatcher, type Spoken } from './phrase-matcher.ts'

/** Anger at the business or at the assistant, in words that leave no doubt: an assistant that keeps talking makes it worse. */
export function isAngry(message: Spoken, original: string): boolean {
  if (furious(message)) return true
  const letters = original.match(/\p{Lu}|\p{Ll}/gu)?.length ?? 0
  const capitals = original.match(/\p{Lu}/gu)?.length ?? 0
  const shouted = letters >= 12 && capitals / letters > 0.8 && /[!?]{2,}/.test(original)
  return shouted && annoyed(message)
}

const furious = phraseMatcher({
  en: 'fuck you|fuck off|piece of shit|this is bullshit|you are useless|youre useless|useless bot|stupid bot|dumb bot|fucking bot|fucking useless|fucking joke|worst service|worst company|worst customer service|terrible service|horrible service|awful service|absolutely disgusting|i am furious|im furious|so angry|i am angry|im angry|extremely angry|fed up with you|fed up with your|sick of this|sick of you|you idiots|you are idiots|scammers|you stole my money|you are thieves|i will sue|ill sue you|calling my lawyer|unacceptable service|what a joke|are you kidding me|are you stupid|go to hell|screw you',
  ru: 'иди нахуй|идите нахуй|пошел нахуй|пошли нахуй|пошел ты|пошли вы|идите в жопу|тупой бот|тупая программа|тупая железяка|бесполезный бот|вы издеваетесь|ты издеваешься|вы что издеваетесь|ужасный сервис|отвратительный сервис|отвратительно|безобразие|ужасное обслуживание|мошенники|обманщики|верните деньги|вы воры|подам в суд|в суд подам|напишу жалобу|пожалуюсь|достали|задолбали|заебали|охренели|вы охуели|совсем обнаглели|дебилы|идиоты|уроды|бесит|я в бешенстве|хватит издеваться|сколько можно',
  kk: 'акымаксын*|ақымақсың*|акымак бот|ақымақ бот|алаяқ*|алаяк*|масқара|маскара|сотка бер*|сотқа бер*|шағымданам*|ашуым келді|ашуландым|ақшамды қайтар*|акшамды кайтар*',
  uk: 'пішов нахуй|йди нахуй|ідіть до біса|тупий бот|жахливий сервіс|знущаєтеся|ви знущаєтесь|шахраї|поверніть гроші|подам до суду|ідіоти|дістали|огидний сервіс',
  uz: 'ahmoq bot|ahmoqsiz*|firibgar*|pulimni qaytar*|sudga bera*|dahshatli xizmat|sharmandalik|jahlim chiqdi',
  tr: 'siktir*|aptal bot|salak bot|rezalet|berbat hizmet|dolandirici*|dalga mi geciyorsunuz|dalga mi geciyorsun|mahkemeye ver*|sikayet edec*|paramı geri ver*|cok sinirliyim|kizginim|biktim|yeter artik|ahlaksiz*',
  az: 'axmaq bot|firildaqci*|bərbad xidmət|məhkəməyə ver*|pulumu qaytar*|biabirciliq|əsəbiyəm|ələ salirsiniz',
  fa: 'کلاهبردار*|مسخره کردین|مسخره کردید|ربات احمق|بات احمق|احمقها|خاک بر سر|افتضاح*|شکایت میکنم|پولم را پس|پولمو پس|عصبانی هستم|عصبانیم|خسته شدم از|گمشو|دزدها|بی شرف*|اعصابم خورد',
  ar: 'نصابین|نصاب|حرامیه|لصوص|خدمه سییه|خدمه سيئه|اسوا خدمه|روبوت غبی|بوت غبی|اغبیاء|غبی|ارجعوا فلوسی|ارجعوا اموالی|ساشتکی|سوف اشتکی|ارفع قضیه|انا غاضب|زفت|مهزله|حسبی الله',
  ur: 'دھوکے باز|چور ہو|بکواس|بیوقوف بوٹ|گھٹیا سروس|پیسے واپس کرو|عدالت جاو*|شکایت کروں*|بہت غصہ',
  he: 'גנבים|נוכלים|בוט מטומטם|שירות גרוע|שירות מזעזע|אתבע אתכם|תחזירו את הכסף|אני עצבני|אני כועס|נמאס לי|בושה וחרפה',
  de: 'verpiss dich|leck mich|scheiss bot|scheissbot|dummer bot|bloder bot|nutzloser bot|unverschamt*|frechheit|sauerei|betruger*|abzocke|schlechtester service|miserabler service|unterirdischer service|ich bin stinksauer|ich bin wutend|ich bin sauer|wollen sie mich verarschen|willst du mich verarschen|verarscht|mein anwalt|ich klage|zum kotzen|reicht mir jetzt|es reicht',
  fr: 'va te faire foutre|allez vous faire foutre|bot stupide|robot stupide|bot inutile|service nul|service pourri|service deplorable|cest une honte|cest inadmissible|inadmissible|scandaleux|arnaque|arnaqueurs|escrocs|voleurs|vous vous foutez de moi|vous vous moquez de moi|je suis furieux|je suis furieuse|en colere|ras le bol|marre de vous|porter plainte|mon avocat',
  es: 'vete a la mierda|vayanse a la mierda|que mierda de servicio|bot estupido|robot estupido|bot inutil|pesimo servicio|peor servicio|es una verguenza|inaceptable|estafadores|estafa|ladrones|me estan tomando el pelo|estoy furioso|estoy furiosa|estoy enojado|estoy enojada|estoy harto|estoy harta|los voy a demandar|voy a demandar|poner una denuncia|devuelvanme mi dinero',
  pt: 'vai se foder|vao se foder|vai tomar no cu|robo burro|robo idiota|bot inutil|bot burro|pessimo atendimento|pior atendimento|servico pessimo|uma vergonha|absurdo isso|inaceitavel|golpistas|ladroes|estao de brincadeira|estou furioso|estou furiosa|estou com raiva|estou puto|vou processar|procon|reclame aqui|quero meu dinheiro de volta',
  it: 'vaffanculo|bot stupido|robot stupido|bot inutile|servizio pessimo|pessimo servizio|e una vergogna|vergognatevi|inaccettabile|truffatori|truffa|ladri|mi prendete in giro|sono furioso|sono furiosa|sono arrabbiato|sono arrabbiata|mi sono stufato|vi denuncio|il mio avvocato',
  nl: 'rot op|stomme bot|domme bot|nutteloze bot|waardeloze service|slechtste service|schandalig*|belachelijk|oplichters|oplichting|ik ben woedend|ik ben boos|ben het zat|houden jullie me voor de gek|mijn advocaat|dieven',
  pl: 'spierdalaj*|glupi bot|durny bot|beznadziejny bot|beznadziejna obsluga|fatalna obsluga|najgorsza obsluga|to skandal|skandal|oszusci|oszustwo|zlodzieje|zarty sobie|kpicie sobie|jestem wsciekly|jestem wsciekla|mam dosc|pozwe was|do sadu|oddajcie pieniadze',
  id: 'bot bodoh|bot tolol|pelayanan buruk|pelayanan terburuk|penipu|penipuan|saya marah|saya kecewa sekali|kembalikan uang|lapor polisi|anjing kalian|brengsek|goblok|bangsat',
  hi: 'बेवकूफ बॉट|बेवकूफ रोबोट|घटिया सर्विस|घटिया सेवा|धोखेबाज|चोर हो|चोर हैं|मेरे पैसे वापस|बहुत गुस्सा|शिकायत करूंगा|कोर्ट जाऊंगा|bakwas service|chor ho|ghatiya service',
  zh: '垃圾客服|垃圾服务|垃圾机器人|骗子|傻逼|傻瓜机器人|蠢机器人|什么破|投诉你们|我要投诉|太差劲|气死我|滚蛋|退钱',
  ja: 'ふざけるな|ふざけんな|バカにして|最悪のサービス|最低な対応|最悪な対応|詐欺だ|訴える|いい加減にしろ|怒っています|金を返せ|返金しろ|使えないbot|使えないボット',
  ko: '사기꾼|환불해 내|멍청한 봇|멍청한 로봇|최악의 서비스|장난하냐|장난해|장난합니까|고소할|신고할|화가 나|화나네|짜증나|꺼져|쓰레기 서비스',
  vi: 'lua dao|bot ngu|dich vu te|qua te|tra tien day|kien cac nguoi|toi rat tuc|buc minh qua|vo trach nhiem',
})

const annoyed = phraseMatcher({
  en: 'still|again|why|when|never|answer me|where is|nothing|ridiculous|waiting|not working|late|refund|money',
  ru: 'где|когда|почему|опять|снова|сколько|ответьте|жду|деньги|верните|не работает',
  kk: 'қайда|кайда|қашан|кашан|неге|тағы|ақша*|акша*',
  tr: 'nerede|ne zaman|neden|hala|yine|para*|bekliyorum',
  fa: 'کجا|چرا|کی|هنوز|باز|پول*|جواب',
  ar: 'این|متی|لماذا|لیش|مره اخری|فلوس*|انتظر',
  de: 'wo|wann|warum|immer noch|schon wieder|geld|warte',
  fr: 'ou est|quand|pourquoi|toujours|encore|argent|attends',
  es: 'donde|cuando|por que|todavia|otra vez|dinero|esperando',
  pt: 'onde|quando|por que|ainda|de novo|dinheiro|esperando',
})
