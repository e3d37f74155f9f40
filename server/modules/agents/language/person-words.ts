export interface PersonWords {
  /** "speak", "connect": with a word for a person nearby they ask for one. */
  talk: string
  /** Where set, one of these must stand between: "talk TO a person", not "talk like a person". */
  link?: string
  /** "want", "need": only right beside the person, and at the end of the clause ("I want a human", not "I want a human hair wig"). */
  want: string
  /** A person of the team. `*` at the end: any ending. */
  person: string
  /** "someone": enough after `talk`, too little alone. */
  anybody?: string
  /** Words that may stand around without changing anything. */
  fill: string
  not: string
  /** Enough by themselves; between `|`. Without spaces in languages that write none. */
  phrases?: string
}

/** How customers ask for a person, in normalised spelling (normalise.ts), with common misspellings where fuzzy matching would be too wide. */
export const personWords: Record<string, PersonWords> = {
  en: {
    talk: 'talk speak chat tlak talke tolk spek speek speack spaek contact reach connect conect escalate',
    link: 'to with 2 w too t me us a an the',
    want: 'want need wnat wan wanna nedd neet require demand prefer gimme give get send bring',
    person:
      'human humans person operator operators agent representative rep manager supervisor consultant adviser advisor specialist employee',
    anybody: 'someone somebody anyone anybody people staff support team customer salesperson',
    fill: 'a an the please pls plz plis now real live actual living me us i to with can could you no not bot robot just only right immediately asap here hello hi hey ok sir at once for help kindly fucking fuck damn bloody goddamn stupid service customer support sales from your team and instead of ai machine talk speak is there any another different',
    not: 'dont not never',
    phrases:
      'real person|live person|actual person|real human|live agent|live human|human being please|human agent|human please|human support|talk to a real|transfer me|put me through|pass me on|pass me to|hand me over|stop the bot|not a bot please|get me a person|let me talk to|want someone to answer me|speak to your boss|talk to your boss|call center please|is there anyone real|anybody there human|no more bot|switch to human|human now|would like a human|would like an operator|would like an agent|id like a human|id like an operator',
  },
  ru: {
    talk: 'поговорить разговаривать говорить пообщаться общаться связаться свяжите связать связь соедините соедини соединить переключите переключи переключить переведите переведи перевести позовите позови позвать пригласите пригласи подключите подключи дозвониться передайте',
    want: 'хочу нужен нужна нужно нужны надо дайте дай требую хотел хотела хотелось можно давайте прошу',
    person:
      'оператор* человек человека человеком людьми менеджер* менаджер* специалист* консультант* сотрудник* администратор* админ админа работник* представител* кожаным',
    anybody: 'кемто кемнибудь ктото кто кем поддержк* поддержкой живым живого',
    fill: 'пожалуйста плиз мне с со на к ли а не бот ботом бота роботом робот срочно сейчас уже живой живого живым живому реальный реального реальным настоящий настоящего настоящим вашим вашего есть тут здесь там кто нибудь то быстро немедленно блин черт здравствуйте добрый день и просто лучше блять бля нахуй сука хочу',
    not: 'не',
    phrases:
      'живой человек|живого человека|живым человеком|живого оператора|живым оператором|позовите человека|переключите на человека|не с ботом|не с роботом|есть кто живой|кто нибудь живой|хватит бота|хочу человека|дайте человека|связь с оператором|свяжите с человеком',
  },
  kk: {
    talk: 'сойлескім сойлесу сойлесейін сойлескім сөйлескім сөйлесу сөйлесейін сөйлесуге қосыңыз қосып косып косыныз байланыстырыңыз байланыстыр байланысу шақырыңыз шакырыныз шақыр ауыстырыңыз хабарласу',
    want: 'керек беріңізші беріңіз бересіз қажет бериниз',
    person: 'адам адаммен адамды адамга адамға оператор* менеджер* маман* қызметкер* кызметкер* кеңесші* консультант*',
    anybody: 'тірі',
    fill: 'маған маган өтінемін тірі тири нақты шын роботпен емес бот ботпен қазір казир тез сәлеметсіз бе салем бар ма отінемін',
    not: 'емес',
    phrases: 'тірі адам|тірі адаммен|адаммен сөйлес|адаммен сойлес|операторға қос|операторга кос|оператор керек|адам керек|бот емес адам',
  },
  uk: {
    talk: 'поговорити розмовляти говорити поспілкуватися спілкуватися звязатися звяжіть зєднайте зєднати переключіть переключи переведіть покличте поклич запросіть підключіть',
    want: 'хочу потрібен потрібна потрібно треба дайте вимагаю можна прошу хотів хотіла',
    person: 'оператор* людина людину людиною людини менеджер* спеціаліст* фахівц* консультант* співробітник* працівник* адміністратор*',
    anybody: 'кимось хтось хто підтримк* живою живу',
    fill: 'будь ласка мені з із зі на до а не бот ботом роботом терміново зараз живою живу жива справжньою реальною є тут',
    not: 'не',
    phrases: 'жива людина|живою людиною|живу людину|живого оператора|не з ботом|хочу людину|покличте людину',
  },
  uz: {
    talk: 'gaplashmoqchiman gaplashay gaplashsam gaplashish gaplashishim ulang ulab ulanglar boglang boglab boglanish chaqiring chaqirib suhbatlashmoqchiman',
    want: 'kerak bering istayman xohlayman berasizmi zarur',
    person: 'odam* operator* menejer* mutaxassis* xodim* inson* konsultant* maslahatchi*',
    fill: 'iltimos menga bilan tirik haqiqiy hozir robot bot emas tez bir jonli shu yerda',
    not: 'emas',
    phrases:
      'tirik odam|jonli odam|jonli operator|odam bilan gaplash|inson bilan gaplash|operator bilan gaplash|operatorga ulang|bot emas odam',
  },
  tr: {
    talk: 'konusmak konusabilir gorusmek gorusebilir baglan baglanmak baglar baglayin bagla baglayabilir aktar aktarin aktarir ulasmak iletisime konusayim konusalim gorusmeliyim',
    want: 'istiyorum lazim gerek gerekiyor verin istiyom rica isterim',
    person: 'insan insanla insana temsilci* yetkili* operator* musteri danisman* calisan* personel yonetici* mudur* kisi kisiyle biriyle',
    fill: 'lutfen bir gercek canli ile bana beni hemen robot bot degil simdi musteri hizmetleri hizmetlerine yetkili ya artik biri var mi',
    not: 'degil',
    phrases:
      'musteri temsilcisi|canli destek|canli temsilci|gercek bir insan|gercek insan|gercek kisi|insanla konus|insan istiyorum|yetkiliyle gorus|biriyle gorusmek|biriyle konusmak|musteri hizmetlerine bagla|bot degil insan',
  },
  az: {
    talk: 'danismaq danisa danisim elaqə əlaqə baglayin qosun qosulmaq birləsdirin cagirin yonləndirin',
    want: 'istəyirəm lazimdir lazim verin lazimdi',
    person: 'insan insanla operator* menecer* mutəxəssis* əməkdas* numayəndə* məsləhətci* adamla adam',
    fill: 'zəhmət olmasa mənə bir canli həqiqi ilə robot bot deyil indi real',
    not: 'deyil',
    phrases: 'canli insan|real insan|canli operator|operatorla danis|insanla danis|operatora qos|adamla danis',
  },
  fa: {
    talk: 'صحبت حرف بزنم وصل ارتباط تماس گفتگو صدا متصل',
    want: 'میخوام میخواهم خواهم لازم بدهید بدین بده نیاز هست میخوایم',
    person: 'انسان ادم اپراتور اپراتورتون کارشناس پشتیبان پشتیبانی مدیر همکار همکارتون مسیول',
    anybody: 'کسی یکی نفر',
    fill: 'لطفا با یک یه من به را رو واقعی میخوام می خواهم کن کنم کنید کنین بشه الان سریع ربات نه نمیخوام بات زنده سلام خواهش میکنم بزنم بدین',
    not: 'نه',
    phrases:
      'ادم واقعی|انسان واقعی|شخص واقعی|با انسان صحبت|با ادم حرف|با ادم صحبت|وصلم کن|وصل کن به|وصل کنید به|اپراتور انسانی|پشتیبان انسانی|با یه نفر صحبت|با یک نفر صحبت|ربات نباش|به اپراتور',
  },
  ar: {
    talk: 'اتحدث التحدث اتکلم التکلم اکلم تحدث تکلم حولنی حولونی تحویلی تحویل اوصلنی وصلنی التواصل تواصل محادثه کلم نتکلم احکی',
    want: 'ارید اريد اريدد بدی ابغی ابی عایز عاوز احتاج محتاج اعطنی ابغا',
    person: 'انسان شخص موظف موظفه بشری مندوب ممثل مسوول مسیول مدیر المدیر الموظف موظفین بشر وکیل اوپراتور اوبریتور',
    anybody: 'احد حد الدعم خدمه',
    fill: 'مع الی من فضلک لو سمحت الان حقیقی حقیقیه رجاء بسرعه لا روبوت ولیس بوت خدمه العملاء واحد بشری ان',
    not: 'لا ما',
    phrases:
      'شخص حقیقی|موظف حقیقی|انسان حقیقی|خدمه العملاء من فضلک|موظف خدمه العملاء|التحدث مع شخص|التحدث الی شخص|التحدث مع موظف|اتکلم مع شخص|اتکلم مع موظف|اکلم موظف|حولنی الی|حولنی علی|ممثل خدمه',
  },
  ur: {
    talk: 'بات رابطہ ملا ملاو ملائیں ملادیں گفتگو جوڑیں',
    want: 'چاہیے چاہیئے چاہتا چاہتی دیں دو درکار',
    person: 'انسان بندے بندہ نمائندے نمائندہ نماینده نمایندے اپریٹر آپریٹر منیجر مینیجر ادمی ایجنٹ شخص',
    anybody: 'کسی',
    fill: 'سے براہ کرم مجھے کسی ایک اصلی حقیقی کرنی کرنا کروائیں ہے کرائیں ابھی پلیز کو کی نہیں روبوٹ بوٹ',
    not: 'نہیں',
    phrases: 'انسان سے بات|بندے سے بات|نمائندے سے بات|کسی انسان سے|اصلی انسان|ادمی سے بات',
  },
  he: {
    talk: 'לדבר לשוחח תעביר תעבירו להעביר לחבר תחבר תחברו לתקשר',
    want: 'רוצה צריך צריכה תן תנו אפשר מבקש מבקשת',
    person: 'אדם נציג נציגה בנאדם מנהל מוקדן מוקדנית לנציג',
    anybody: 'מישהו',
    fill: 'עם בבקשה אל ל אמיתי אנושי אני עכשיו מיד לא רובוט בוט שירות אמיתית',
    not: 'לא',
    phrases: 'בן אדם|נציג אנושי|אדם אמיתי|נציג שירות|לדבר עם נציג|לדבר עם מישהו|מענה אנושי',
  },
  de: {
    talk: 'sprechen reden schreiben chatten verbinden verbinde verbindet verbindung weiterleiten durchstellen kontaktieren erreichen telefonieren unterhalten sprehcen',
    link: 'mit zu an mich einen einem jemand mir nen',
    want: 'will mochte moechte brauche brauch wunsche verlange geben gib hatte haette holen hol',
    person:
      'mensch menschen mitarbeiter* kundenberater* berater* kundendienst operator ansprechpartner* vorgesetzten kollegen kollegin sachbearbeiter*',
    anybody: 'jemandem jemanden wem kundenservice support chef person',
    fill: 'bitte ein einen einem eine einer echten echter echte richtigen richtiger jetzt sofort mit mir ich kein keinen bot roboter nicht und mal gern gerne endlich verdammt verdammten scheiss nur vom service lebenden sprechen reden',
    not: 'nicht kein keinen',
    phrases:
      'echten menschen|echter mensch|richtigen menschen|menschlichen mitarbeiter|kein bot|mit einem menschen|zum mitarbeiter|mensch bitte|mit jemandem sprechen|mit jemandem reden',
  },
  fr: {
    talk: 'parler discuter joindre contacter transferez transferer transfere passez passer mettez connecter connectez communiquer echanger',
    want: 'veux voudrais besoin donnez souhaite aimerais exige faut passez',
    person:
      'humain humaine conseiller conseillere operateur operatrice agent responsable representant employe conseillers manager gerant teleconseiller',
    anybody: 'quelquun quelqun kelkun personne',
    fill: 'un une a avec svp s il vous plait te plait vrai vraie reel reelle je de d au le la en maintenant tout suite pas robot bot moi non etre physique commercial stp merci bonjour j ai',
    not: 'ne pas',
    phrases:
      'etre humain|vrai humain|une vraie personne|vraie personne|personne reelle|parler a quelquun|parler a quelqu un|parler avec quelqu un|un conseiller svp|service client humain|pas un robot',
  },
  es: {
    talk: 'hablar ablar hablame conversar chatear comunicar comunicarme comuniqueme comunicame contactar pasame paseme pasar transferir transfiereme conectar conectame conecteme comunicarse atienda platicar',
    want: 'quiero kiero necesito nesesito dame deme quisiera exijo prefiero',
    person:
      'humano humana persona agente operador operadora asesor asesora representante encargado encargada gerente supervisor supervisora ejecutivo ejecutiva empleado',
    anybody: 'alguien alguein',
    fill: 'un una con por favor porfa porfavor real de verdad a al ahora ya no robot bot me que ser la el urgente humano humana servicio cliente servicio',
    not: 'no',
    phrases:
      'persona real|persona de verdad|ser humano|agente humano|asesor humano|hablar con alguien|con una persona|atencion humana|no un robot|pasame con|paseme con',
  },
  pt: {
    talk: 'falar conversar contatar contactar transferir transfere transfira passar passa conectar ligar comunicar chamar chama',
    want: 'quero preciso queria gostaria exijo prefiro',
    person:
      'humano humana pessoa atendente atendentes operador operadora representante gerente supervisor supervisora agente funcionario funcionaria consultor consultora assistente',
    anybody: 'alguem algm',
    fill: 'um uma com por favor pfv real de verdade a ao agora ja nao robo bot me o humano humana urgente so mesmo',
    not: 'nao',
    phrases:
      'pessoa real|pessoa de verdade|ser humano|atendente humano|atendimento humano|falar com alguem|com uma pessoa|nao um robo|falar com atendente',
  },
  it: {
    talk: 'parlare parlo parlarne contattare passare passatemi passami collegare collegami mettere comunicare conversare chattare trasferire trasferiscimi',
    want: 'voglio vorrei bisogno serve datemi dammi preferisco pretendo',
    person: 'umano umana persona operatore operatrice agente addetto responsabile consulente rappresentante dipendente',
    anybody: 'qualcuno',
    fill: 'un una uno con per favore vera vero reale di al alla adesso subito ora non robot bot un ho in carne e ossa umano',
    not: 'non',
    phrases:
      'persona vera|persona reale|essere umano|operatore umano|parlare con qualcuno|con una persona|non un robot|un operatore per favore|assistenza umana',
  },
  nl: {
    talk: 'praten spreken chatten doorverbinden verbind verbinden contact bellen',
    link: 'met een iemand mij me door',
    want: 'wil wou nodig graag geef liever',
    person: 'persoon medewerker* operator manager collega klantenservice',
    anybody: 'iemand mens mensen',
    fill: 'een met alstublieft aub echt echte nu ik graag geen robot bot mij me van vlees en bloed levend',
    not: 'niet geen',
    phrases: 'echt persoon|echte persoon|echt mens|echt iemand|met een mens|met een medewerker|geen robot|iemand spreken',
  },
  pl: {
    talk: 'porozmawiac rozmawiac pogadac pomowic mowic polacz polaczyc polaczcie przelacz przelaczyc przelaczcie skontaktowac kontakt przekieruj',
    want: 'chce potrzebuje prosze poprosze dajcie daj chcialbym chcialabym zadam wole',
    person:
      'czlowiek* czlowieka czlowiekiem konsultant* pracownik* operator* osoba osobe kierownik* doradca doradcy doradca menedzer* specjalist*',
    anybody: 'kims ktos kimkolwiek',
    fill: 'z ze na do o zywym zywego zywy prawdziwym prawdziwa teraz nie bot botem robotem prosze mi mnie chce',
    not: 'nie',
    phrases:
      'zywy czlowiek|zywym czlowiekiem|prawdziwy czlowiek|prawdziwym czlowiekiem|prawdziwa osoba|polacz z konsultantem|z czlowiekiem|nie z botem',
  },
  id: {
    talk: 'bicara ngomong berbicara ngobrol hubungkan sambungkan hubungi chat terhubung dihubungkan disambungkan',
    want: 'mau ingin butuh minta perlu tolong',
    person: 'manusia orang operator admin petugas cs agen staf staff pegawai manajer karyawan',
    fill: 'dengan sama ke saya aku asli beneran langsung tolong sekarang bukan robot bot ya dong kak customer service yang nyata mau',
    not: 'jangan tidak bukan',
    phrases:
      'orang asli|orang beneran|manusia asli|bicara dengan manusia|bicara dengan orang|hubungkan ke admin|chat sama orang|bukan bot|cs manusia',
  },
  hi: {
    talk: 'बात बातचीत जोड़ें जोड़िए जोड़ो संपर्क baat bat connect kara karao karni',
    want: 'चाहिए चाहता चाहती दो दीजिए chahiye chahie',
    person: 'इंसान इन्सान आदमी व्यक्ति एजेंट प्रतिनिधि मैनेजर ऑपरेटर कर्मचारी insaan insan aadmi agent operator',
    anybody: 'किसी kisi',
    fill: 'से करनी है करना कृपया मुझे किसी एक असली मुझको अभी नहीं रोबोट बॉट को की कराओ करवाओ se hai mujhe ek asli karni karna please',
    not: 'नहीं मत',
    phrases: 'इंसान से बात|व्यक्ति से बात|किसी इंसान से|असली इंसान|एजेंट से बात|insaan se baat|agent se baat|kisi insaan se',
  },
  zh: {
    talk: '',
    want: '',
    person: '人工 真人 客服 人工客服 真人客服 转人工 转客服 人工服务 找人工 要人工',
    fill: '请 谢谢 快 你好',
    not: '不',
    phrases:
      '转人工|转接人工|人工客服|人工服务|找人工|要人工|接人工|换人工|真人客服|找真人|和真人|跟真人|要真人|真人说话|真人沟通|真人聊|跟人说话|和人说话|不要机器人|别用机器人|找客服|转客服|叫客服|找你们经理|叫你们经理|轉人工|真人客服|找客服人員|轉真人|人工客服',
  },
  ja: {
    talk: '',
    want: '',
    person: 'オペレーター オペレータ 担当者 人間 有人対応',
    fill: 'お願いします ください お願い',
    not: '',
    phrases:
      'オペレーターに|オペレータに|オペレーターと|オペレーターお願い|オペレーターをお願い|担当者につない|担当者に代わ|担当者と話|担当者に話|担当者お願い|担当の方|人間と話|人間に代わ|人間につない|人間を出|人と話し|人と話した|人につない|有人対応|有人チャット|スタッフと話|スタッフにつない|店員さんと話|ロボットじゃなく|aiじゃなく|botじゃなく|人に代わ',
  },
  ko: {
    talk: '',
    want: '',
    person: '상담원 상담사 직원 사람',
    fill: '연결 연결해 주세요 연결해주세요 부탁드립니다 부탁해요 좀 빨리 진짜',
    not: '',
    phrases:
      '상담원 연결|상담원연결|상담사 연결|상담사연결|상담원과|상담사와|상담원이랑|상담원하고|상담원 바꿔|상담원 불러|직원 연결|직원과 통화|직원과 대화|직원이랑|직원 바꿔|사람과 대화|사람과 얘기|사람과 이야기|사람이랑 대화|사람이랑 얘기|사람하고|진짜 사람|사람으로 연결|사람 연결|로봇 말고|봇 말고|ai 말고',
  },
  vi: {
    talk: 'noi chuyen gap ket noi lien he chat voi',
    want: 'muon can cho',
    person: 'nhanvien',
    fill: 'toi minh em anh chi a oi voi lam on vui long',
    not: 'khong',
    phrases:
      'gap nhan vien|noi chuyen voi nhan vien|noi chuyen voi nguoi|gap nguoi that|nguoi that|nhan vien that|ket noi voi nhan vien|ket noi nhan vien|gap tu van vien|gap tong dai vien|nguoi tu van|chat voi nhan vien|chuyen cho nhan vien|gap quan ly|khong muon noi chuyen voi bot|can nhan vien',
  },
}
