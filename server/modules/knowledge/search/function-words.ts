import { splitWords } from './normalise-text.ts'

/*
 * Words that carry grammar and courtesy instead of a subject. Statistics find them in a large knowledge base; in one of ten FAQ pairs
 * "do you" is as rare as "refund", so they are named here. Written as people write them, normalised below. A language that is missing
 * costs precision in small knowledge bases and nothing else.
 */
const lists = {
  en: `a an the this that these those i you he she it we they me him her us them my your his its our their mine yours and or but if then so
    than as of in on at by for from to with without into about over under after before between through during is am are was were be been being
    do does did doing done have has had having can could will would shall should may might must not no yes what which who whom whose when where
    why how there here any some all also just only very more most much many such own same too each both few other please hello hi hey thanks
    thank dear good morning day evening tell say know want need like get got let make sure wondering ask question help re ve ll don doesn didn isn
    aren wasn won couldn wouldn shouldn im id s t m d name called type kind
    accept accepts take takes long time get gets offer offers provide possible available give gives come go back ask`,
  ru: `и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему теперь когда
    даже ну ли если уже или ни быть был него до вас нибудь вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была
    сам чтоб без будто чего раз тоже себе под будет ж кто этот того потому этого какой какая какие какое каком какую каких каким ним здесь этом один
    почти мой тем чтобы нее были куда зачем всех можно при об другой после над больше тот через эти нас про них какова каков много разве эту моя свою этой
    перед лучше том такой им более всегда конечно всю между это сколько который которая которые которое которого которой почему откуда является являются
    называется называют ваш ваша ваше ваши вашей вашего у нам наш мочь могу можете могли хочу хотел хотела хотелось подскажите скажите расскажите пожалуйста здравствуйте
    привет добрый день вечер утро спасибо узнать интересует вопрос нужно нужен нужна также
    принимаете принимают принимаете ли время долго бывает бывают дать дает даете получить сделать делать делаете находитесь находится находятся возможно`,
  kk: `және мен пен бен менен да де та те бұл осы сол ол мен сен сіз біз олар оның оны оған олардың менің сенің сіздің біздің маған саған сізге бізге
    не немене кім қай қандай қанша неше қалай қашан қайда қайдан неге неліктен ме ма ба бе па пе үшін туралы жайлы дейін кейін бұрын бойынша арқылы
    болып болды болған болса болады бар жоқ емес еді екен деп деген дегеніміз дейді аталады атайды ғой ғана тек өте ең көп аз барлық бәрі әр әрбір бір кез кезде
    өз өзі өзінің сияқты сондай мұндай қатар сәлеметсіз сәлем қайырлы күн рахмет өтінемін айтыңызшы айтып беріңізші керек қажет болатын туралы ретінде жатады тұрады
    немесе бірақ егер онда осында сонда мұнда
    уақыт уақытта қабылдайсыз қабылдай береді бересіз аламын аласыз аласыздар алуға мүмкін`,
  tr: `ve veya ya da de bu şu o ben sen biz siz onlar beni seni onu bizi sizi bana sana ona bize size benim senin onun bizim sizin bir için ile gibi kadar
    ne neden niçin niye nasıl nerede nereye nereden hangi kim kime kimin kaç mı mi mu mü değil var yok olan olarak oldu olmuş olur olduğu edilir edilen eder etti ise ama fakat ancak çok az daha en her hiç
    sonra önce göre karşı tarafından üzerinde içinde altında merhaba selam günaydın iyi günler lütfen teşekkürler teşekkür ederim söyler misiniz acaba
    istiyorum isterim öğrenmek bilgi adı nedir kimdir midir mıdır hangisi hangisidir neydi zaman ki diye dir dır
    süre sürer kabul ediyor alıyor veriyor mümkün yapıyor yapılır olabilir miyim mısınız musunuz`,
  ar: `في من على إلى عن مع هذا هذه ذلك تلك هو هي هم هن أنا نحن أنت أنتم كان كانت كانوا يكون تكون ما ماذا من متى أين كيف لماذا لم لن لا ليس هل كم أي أية
    الذي التي الذين اللاتي ان أن إن إذا أو و ثم بل لكن قد كل بعض بعد قبل عند حتى بين غير أكثر أيضا هناك هنا تم يتم له لها لهم به بها فيه فيها منه منها عليه عليها وهو وهي
    مرحبا السلام عليكم أهلا صباح مساء الخير من فضلك لو سمحت شكرا أريد أود أرجو ممكن اسم يسمى تسمى لدي لديكم عندكم ذا ماهو ماهي بما مما عما لما كما وقد
    وقت يمكن يمكنني يمكنكم تقبلون تقدمون توفرون يستغرق أستطيع`,
  fa: `و در به از که این آن را با برای است بود شد می شود شده هست هستند بودند باشد کرد کند کرده خود تا بر یا اما اگر هم نیز هر همه چه چی چرا چگونه چطور
    کجا کی چند چقدر کدام آیا من تو او ما شما آنها ایشان مرا شما یک بین پس پیش بعد قبل دیگر بسیار خیلی روی زیر داد دارد دارند داشت داشته نام ها های هایی ای ام اند
    سلام درود خسته نباشید لطفا ممنون مرسی تشکر بفرمایید میخواهم میخوام بگویید بگین توسط چیست کیست کجاست چیزی کسی چیز نمی بی وی
    زمان وقت طول میکشد می‌کشد ممکن میتوانم می‌توانم می‌توان دهید کنید کنم میشه میتونم`,
  uk: `і й та в у не що він на я з із зі як а то все вона так його але ти до же ви за б би по тільки її мені було ось від мене ще ні про ви нас вас нам вам там тут де є для ми
    хто цей ця це ці того тому цього який яка яке які якої якого якому яким яку коли чому навіщо скільки куди звідки чи або якщо вже бути був була були можна може можете хочу треба потрібно
    підкажіть скажіть будь ласка добрий день вітаю привіт дякую ваш ваша ваше ваші`,
  es: `el la los las un una unos unas de del al a en y o u que qué como cómo cuando cuándo donde dónde cual cuál cuales cuáles quien quién quienes cuanto cuánto cuantos cuántos cuánta por para con sin sobre
    entre se su sus es son fue fueron era ser estar está están hay ha han he lo le les me te nos mi tu si sí no más muy también pero este esta estos estas ese esa eso esto yo usted ustedes ellos
    hola buenos buenas días tardes noches gracias favor quiero quisiera puede puedo pueden tiene tienen tengo saber`,
  fr: `le la les l un une des de du d au aux à et ou où que qu qui quoi quel quelle quels quelles quand comment pourquoi combien est sont était été être a ont avoir avez ai as il elle ils elles je j tu nous vous on se s
    ce cet cette ces c son sa ses leur leurs mon ma mes votre vos notre nos dans par pour sur avec sans en ne n pas plus y si mais aussi très bonjour bonsoir salut merci svp plaît peut puis peux pouvez voudrais veux
    savoir est-ce`,
  de: `der die das den dem des ein eine einer eines einem einen und oder aber wenn dann als wie was wer wen wem wessen wann wo woher wohin warum wieso weshalb welche welcher welches welchen welchem ist sind war waren sein
    wird werden wurde wurden hat haben hatte ich du er sie es wir ihr mich dich ihn uns euch ihnen mein dein ihr unser in im an am auf aus bei mit nach von vom zu zum zur für über unter um durch gegen nicht kein keine
    auch nur noch sehr mehr viel viele man sich dass so hallo guten tag morgen abend bitte danke möchte kann können könnte gibt wissen`,
  pt: `o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre e ou que quê como quando onde qual quais quem quanto quantos quanta é são foi foram era ser estar está estão há tem têm
    se seu sua seus suas meu minha eu você vocês ele ela eles nós me te lhe não sim mais muito também mas este esta isto esse essa isso olá oi bom boa dia tarde noite obrigado obrigada favor quero queria gostaria
    posso pode podem saber`,
  it: `il lo la i gli le un uno una di del della dei delle dello da dal dalla a al alla in nel nella con su sul per tra fra e o che chi cosa come quando dove quale quali quanto quanti perché è sono era stato essere ha hanno
    ho avere si suo sua loro mio mia io tu lei lui noi voi mi ti ci vi non sì più molto anche ma questo questa quello quella ciao buongiorno buonasera grazie favore vorrei voglio posso può sapere`,
  uz: `va bilan ham bu shu u men sen siz biz ular mening sizning bizning nima kim qanday qanaqa qancha necha qayer qayerda qachon nega uchun haqida bor yoq emas edi ekan deb bolgan boladi mi salom assalomu alaykum rahmat iltimos kerak`,
  az: `və ilə bu o mən sən siz biz onlar nə kim hansı necə neçə nə harada hara niyə üçün haqqında var yox deyil idi olan olur bir salam xahiş edirəm təşəkkür lazım`,
} as const

const words: ReadonlySet<string> = new Set(Object.values(lists).flatMap((list) => splitWords(list)))

/** What a word of grammar or courtesy counts beside a word with a subject. */
const functionWordWeight = 0.3

export function wordWeight(word: string): number {
  return words.has(word) ? functionWordWeight : 1
}
