/** What an agent says by itself, without a model. Short, honest, without a promise about when somebody answers. */
export interface Sentences {
  /** First line of a first answer, and the answer to "are you a human?". */
  disclosure: string
  handover: string
  /** The model failed or a limit is reached; a person takes over. */
  fallback: string
  /** No answer known; a person takes over. */
  unknown: string
  /** No answer known, and nobody takes over. */
  dontKnow: string
  greeting: string
  thanks: string
  /** Something was sent that could not be read or heard. */
  unreadable: string
  /** Somebody may be in danger; a person takes over. */
  safety: string
}

export const sentences = {
  en: {
    disclosure: 'I am an AI assistant. If you would like to talk to a person, just say so.',
    handover: 'I am passing you on to a person from our team. They will answer you here.',
    fallback: 'I cannot answer right now. A person from our team will answer you here.',
    unknown: 'I do not know the answer to that. I am passing your question on to a person from our team, who will answer you here.',
    dontKnow: 'I am sorry, I do not know the answer to that.',
    greeting: 'Hello! How can I help you?',
    thanks: 'You are welcome! If there is anything else, just write.',
    unreadable: 'I am sorry, I could not read that. Could you write your question as text?',
    safety:
      'I am sorry that you are going through this. I am an AI and cannot help well here, so I am calling a person from our team. If you or someone else is in danger, please call the emergency number of your country now or turn to someone near you.',
  },
  ru: {
    disclosure: 'Я ИИ-ассистент. Если хотите поговорить с человеком, просто скажите.',
    handover: 'Передаю ваш вопрос сотруднику. Он ответит вам здесь.',
    fallback: 'Сейчас я не могу ответить. Вам здесь ответит сотрудник.',
    unknown: 'Я не знаю ответа на этот вопрос. Передаю его сотруднику, он ответит вам здесь.',
    dontKnow: 'К сожалению, я не знаю ответа на этот вопрос.',
    greeting: 'Здравствуйте! Чем могу помочь?',
    thanks: 'Пожалуйста! Если появятся ещё вопросы, пишите.',
    unreadable: 'К сожалению, мне не удалось это прочитать. Напишите, пожалуйста, вопрос текстом.',
    safety:
      'Мне очень жаль, что вам сейчас так тяжело. Я ИИ и не смогу как следует помочь, поэтому зову сотрудника. Если вам или кому-то рядом угрожает опасность, пожалуйста, прямо сейчас позвоните в экстренную службу (112) или обратитесь к близкому человеку.',
  },
  kk: {
    disclosure: 'Мен ЖИ көмекшісімін. Адаммен сөйлескіңіз келсе, айтсаңыз болғаны.',
    handover: 'Сұрағыңызды қызметкерге жіберіп жатырмын. Ол сізге осы жерде жауап береді.',
    fallback: 'Қазір жауап бере алмаймын. Сізге осы жерде қызметкер жауап береді.',
    unknown: 'Бұл сұрақтың жауабын білмеймін. Оны қызметкерге жіберіп жатырмын, ол осы жерде жауап береді.',
    dontKnow: 'Кешіріңіз, бұл сұрақтың жауабын білмеймін.',
    greeting: 'Сәлеметсіз бе! Қалай көмектесе аламын?',
    thanks: 'Оқасы жоқ! Тағы сұрағыңыз болса, жазыңыз.',
    unreadable: 'Кешіріңіз, мұны оқи алмадым. Сұрағыңызды мәтінмен жазып жібересіз бе?',
    safety:
      'Сізге қиын болып жатқанына өкінемін. Мен ЖИ-мін, мұнда жақсы көмектесе алмаймын, сондықтан қызметкерді шақырамын. Сізге немесе біреуге қауіп төнсе, қазір 112 нөміріне қоңырау шалыңыз немесе жақын адамыңызға айтыңыз.',
  },
  uk: {
    disclosure: 'Я ШІ-асистент. Якщо хочете поговорити з людиною, просто скажіть.',
    handover: 'Передаю ваше запитання співробітнику. Він відповість вам тут.',
    fallback: 'Зараз я не можу відповісти. Вам тут відповість співробітник.',
    unknown: 'Я не знаю відповіді на це запитання. Передаю його співробітнику, він відповість вам тут.',
    dontKnow: 'На жаль, я не знаю відповіді на це запитання.',
    greeting: 'Вітаю! Чим можу допомогти?',
    thanks: 'Будь ласка! Якщо будуть ще запитання, пишіть.',
    unreadable: 'На жаль, мені не вдалося це прочитати. Напишіть, будь ласка, запитання текстом.',
    safety:
      'Мені дуже шкода, що вам зараз так важко. Я ШІ й не зможу добре допомогти, тому кличу співробітника. Якщо вам або комусь поруч загрожує небезпека, будь ласка, зараз же подзвоніть за номером 112 або зверніться до близької людини.',
  },
  uz: {
    disclosure: 'Men sun’iy intellekt yordamchisiman. Odam bilan gaplashmoqchi bo‘lsangiz, shunchaki ayting.',
    handover: 'Savolingizni xodimimizga yuboryapman. U sizga shu yerda javob beradi.',
    fallback: 'Hozir javob bera olmayman. Sizga shu yerda xodimimiz javob beradi.',
    unknown: 'Bu savolning javobini bilmayman. Uni xodimimizga yuboryapman, u shu yerda javob beradi.',
    dontKnow: 'Kechirasiz, bu savolning javobini bilmayman.',
    greeting: 'Assalomu alaykum! Qanday yordam bera olaman?',
    thanks: 'Arzimaydi! Yana savolingiz bo‘lsa, yozing.',
    unreadable: 'Kechirasiz, buni o‘qiy olmadim. Savolingizni matn bilan yoza olasizmi?',
    safety:
      'Sizga og‘ir bo‘layotganidan afsusdaman. Men sun’iy intellektman va bu yerda yaxshi yordam bera olmayman, shuning uchun xodimimizni chaqiryapman. Sizga yoki boshqa birovga xavf bo‘lsa, hozir 112 ga qo‘ng‘iroq qiling yoki yaqin insoningizga ayting.',
  },
  tr: {
    disclosure: 'Ben bir yapay zekâ asistanıyım. Bir insanla görüşmek isterseniz söylemeniz yeterli.',
    handover: 'Sizi ekibimizden birine aktarıyorum. Size buradan yanıt verecek.',
    fallback: 'Şu anda yanıt veremiyorum. Ekibimizden biri size buradan yanıt verecek.',
    unknown: 'Bunun yanıtını bilmiyorum. Sorunuzu ekibimizden birine iletiyorum, size buradan yanıt verecek.',
    dontKnow: 'Üzgünüm, bunun yanıtını bilmiyorum.',
    greeting: 'Merhaba! Size nasıl yardımcı olabilirim?',
    thanks: 'Rica ederim! Başka bir sorunuz olursa yazabilirsiniz.',
    unreadable: 'Üzgünüm, bunu okuyamadım. Sorunuzu yazı olarak gönderebilir misiniz?',
    safety:
      'Bunları yaşadığınız için üzgünüm. Ben bir yapay zekâyım ve burada iyi yardımcı olamam, bu yüzden ekibimizden birini çağırıyorum. Siz ya da bir başkası tehlikedeyse lütfen hemen 112’yi arayın ya da yakınınızdaki birine söyleyin.',
  },
  az: {
    disclosure: 'Mən süni intellekt köməkçisiyəm. İnsanla danışmaq istəsəniz, sadəcə deyin.',
    handover: 'Sualınızı əməkdaşımıza ötürürəm. O sizə burada cavab verəcək.',
    fallback: 'Hazırda cavab verə bilmirəm. Sizə burada əməkdaşımız cavab verəcək.',
    unknown: 'Bu sualın cavabını bilmirəm. Onu əməkdaşımıza ötürürəm, o burada cavab verəcək.',
    dontKnow: 'Bağışlayın, bu sualın cavabını bilmirəm.',
    greeting: 'Salam! Sizə necə kömək edə bilərəm?',
    thanks: 'Buyurun! Başqa sualınız olsa, yazın.',
    unreadable: 'Bağışlayın, bunu oxuya bilmədim. Sualınızı mətnlə yaza bilərsiniz?',
    safety:
      'Bunları yaşadığınız üçün çox üzülürəm. Mən süni intellektəm və burada yaxşı kömək edə bilmərəm, ona görə əməkdaşımızı çağırıram. Siz və ya başqası təhlükədədirsə, indi 112-yə zəng edin və ya yaxınınıza deyin.',
  },
  fa: {
    disclosure: 'من یک دستیار هوش مصنوعی هستم. اگر می‌خواهید با یک انسان صحبت کنید، کافی است بگویید.',
    handover: 'گفت‌وگو را به یکی از همکاران می‌سپارم. همین‌جا به شما پاسخ می‌دهد.',
    fallback: 'الان نمی‌توانم پاسخ بدهم. یکی از همکاران همین‌جا به شما پاسخ می‌دهد.',
    unknown: 'پاسخ این پرسش را نمی‌دانم. آن را به یکی از همکاران می‌سپارم تا همین‌جا به شما پاسخ دهد.',
    dontKnow: 'متأسفم، پاسخ این پرسش را نمی‌دانم.',
    greeting: 'سلام! چطور می‌توانم کمکتان کنم؟',
    thanks: 'خواهش می‌کنم! اگر پرسش دیگری داشتید، بنویسید.',
    unreadable: 'متأسفم، نتوانستم آن را بخوانم. می‌توانید پرسشتان را به صورت متن بنویسید؟',
    safety:
      'متأسفم که چنین شرایطی دارید. من هوش مصنوعی هستم و اینجا نمی‌توانم خوب کمک کنم، برای همین یکی از همکاران را خبر می‌کنم. اگر شما یا کس دیگری در خطر است، لطفاً همین حالا با شمارهٔ اورژانس کشورتان تماس بگیرید یا از نزدیکانتان کمک بخواهید.',
  },
  ar: {
    disclosure: 'أنا مساعد يعمل بالذكاء الاصطناعي. إذا أردت التحدث مع شخص من فريقنا فأخبرني.',
    handover: 'سأحوّل محادثتك إلى أحد أفراد فريقنا، وسيرد عليك هنا.',
    fallback: 'لا أستطيع الرد الآن. سيرد عليك هنا أحد أفراد فريقنا.',
    unknown: 'لا أعرف إجابة هذا السؤال. سأحوّله إلى أحد أفراد فريقنا، وسيرد عليك هنا.',
    dontKnow: 'عذرًا، لا أعرف إجابة هذا السؤال.',
    greeting: 'مرحبًا! كيف يمكنني مساعدتك؟',
    thanks: 'على الرحب والسعة! إذا كان لديك سؤال آخر فاكتب لي.',
    unreadable: 'عذرًا، لم أتمكن من قراءة ذلك. هل يمكنك كتابة سؤالك نصًا؟',
    safety:
      'يؤسفني أنك تمر بهذا. أنا ذكاء اصطناعي ولا أستطيع المساعدة كما يجب هنا، لذلك سأستدعي أحد أفراد فريقنا. إذا كنت أنت أو غيرك في خطر، فاتصل الآن برقم الطوارئ في بلدك أو توجّه إلى شخص قريب منك.',
  },
  ur: {
    disclosure: 'میں ایک اے آئی معاون ہوں۔ اگر آپ کسی انسان سے بات کرنا چاہیں تو بس بتا دیں۔',
    handover: 'میں آپ کا سوال اپنی ٹیم کے ایک فرد کو بھیج رہا ہوں۔ وہ یہیں جواب دیں گے۔',
    fallback: 'میں ابھی جواب نہیں دے سکتا۔ ہماری ٹیم کا ایک فرد یہیں جواب دے گا۔',
    unknown: 'مجھے اس کا جواب معلوم نہیں۔ میں آپ کا سوال ٹیم کے ایک فرد کو بھیج رہا ہوں، وہ یہیں جواب دیں گے۔',
    dontKnow: 'معذرت، مجھے اس کا جواب معلوم نہیں۔',
    greeting: 'السلام علیکم! میں آپ کی کیا مدد کر سکتا ہوں؟',
    thanks: 'خوش آمدید! اگر کوئی اور سوال ہو تو لکھ دیں۔',
    unreadable: 'معذرت، میں اسے پڑھ نہیں سکا۔ کیا آپ اپنا سوال لکھ کر بھیج سکتے ہیں؟',
    safety:
      'مجھے افسوس ہے کہ آپ اس سے گزر رہے ہیں۔ میں اے آئی ہوں اور یہاں ٹھیک سے مدد نہیں کر سکتا، اس لیے ٹیم کے ایک فرد کو بلا رہا ہوں۔ اگر آپ یا کوئی اور خطرے میں ہے تو براہِ کرم ابھی اپنے ملک کے ایمرجنسی نمبر پر فون کریں یا کسی قریبی شخص کو بتائیں۔',
  },
  he: {
    disclosure: 'אני עוזר מבוסס בינה מלאכותית. אם תרצו לדבר עם אדם, פשוט כתבו זאת.',
    handover: 'אני מעביר את השיחה לאדם מהצוות שלנו. הוא ישיב לכם כאן.',
    fallback: 'אינני יכול להשיב כרגע. אדם מהצוות שלנו ישיב לכם כאן.',
    unknown: 'אינני יודע את התשובה לכך. אני מעביר את השאלה לאדם מהצוות שלנו, והוא ישיב לכם כאן.',
    dontKnow: 'מצטער, אינני יודע את התשובה לכך.',
    greeting: 'שלום! איך אפשר לעזור?',
    thanks: 'בשמחה! אם יש עוד שאלה, כתבו לי.',
    unreadable: 'מצטער, לא הצלחתי לקרוא את זה. אפשר לכתוב את השאלה כטקסט?',
    safety:
      'צר לי שאתם עוברים את זה. אני בינה מלאכותית ולא אוכל לעזור כאן כראוי, ולכן אני קורא לאדם מהצוות שלנו. אם אתם או מישהו אחר בסכנה, אנא התקשרו עכשיו למספר החירום במדינתכם או פנו לאדם קרוב.',
  },
  de: {
    disclosure: 'Ich bin ein KI-Assistent. Wenn Sie mit einem Menschen sprechen möchten, sagen Sie es einfach.',
    handover: 'Ich gebe Sie an einen Menschen aus unserem Team weiter. Die Antwort kommt hier.',
    fallback: 'Ich kann gerade nicht antworten. Ein Mensch aus unserem Team antwortet Ihnen hier.',
    unknown: 'Darauf weiß ich keine Antwort. Ich gebe Ihre Frage an einen Menschen aus unserem Team weiter, der Ihnen hier antwortet.',
    dontKnow: 'Das weiß ich leider nicht.',
    greeting: 'Guten Tag! Wie kann ich Ihnen helfen?',
    thanks: 'Gern geschehen! Wenn noch etwas ist, schreiben Sie einfach.',
    unreadable: 'Das konnte ich leider nicht lesen. Können Sie Ihre Frage als Text schreiben?',
    safety:
      'Es tut mir leid, dass es Ihnen so geht. Ich bin eine KI und kann hier nicht gut helfen, deshalb hole ich einen Menschen aus unserem Team dazu. Wenn Sie oder jemand anderes in Gefahr sind, rufen Sie bitte jetzt den Notruf (112) an oder wenden Sie sich an jemanden in Ihrer Nähe.',
  },
  fr: {
    disclosure: 'Je suis un assistant IA. Si vous souhaitez parler à une personne, dites-le simplement.',
    handover: 'Je vous passe une personne de notre équipe. Elle vous répondra ici.',
    fallback: 'Je ne peux pas répondre pour le moment. Une personne de notre équipe vous répondra ici.',
    unknown: 'Je ne connais pas la réponse. Je transmets votre question à une personne de notre équipe, qui vous répondra ici.',
    dontKnow: 'Désolé, je ne connais pas la réponse.',
    greeting: 'Bonjour ! Comment puis-je vous aider ?',
    thanks: 'Je vous en prie ! Si vous avez une autre question, écrivez-moi.',
    unreadable: 'Désolé, je n’ai pas pu lire cela. Pouvez-vous écrire votre question ?',
    safety:
      'Je suis désolé que vous traversiez cela. Je suis une IA et je ne peux pas bien vous aider ici, j’appelle donc une personne de notre équipe. Si vous ou quelqu’un d’autre êtes en danger, appelez maintenant le numéro d’urgence (112) ou tournez-vous vers un proche.',
  },
  es: {
    disclosure: 'Soy un asistente de IA. Si prefiere hablar con una persona, dígamelo.',
    handover: 'Le paso con una persona de nuestro equipo. Le responderá aquí.',
    fallback: 'Ahora mismo no puedo responder. Una persona de nuestro equipo le responderá aquí.',
    unknown: 'No sé la respuesta. Paso su pregunta a una persona de nuestro equipo, que le responderá aquí.',
    dontKnow: 'Lo siento, no sé la respuesta.',
    greeting: '¡Hola! ¿En qué puedo ayudarle?',
    thanks: '¡De nada! Si necesita algo más, escríbame.',
    unreadable: 'Lo siento, no he podido leerlo. ¿Puede escribir su pregunta como texto?',
    safety:
      'Siento mucho que esté pasando por esto. Soy una IA y aquí no puedo ayudarle bien, así que aviso a una persona de nuestro equipo. Si usted u otra persona está en peligro, llame ahora al número de emergencias de su país o acuda a alguien cercano.',
  },
  pt: {
    disclosure: 'Sou um assistente de IA. Se preferir falar com uma pessoa, é só dizer.',
    handover: 'Vou passar a conversa para uma pessoa da nossa equipe, que responderá aqui.',
    fallback: 'Não consigo responder agora. Uma pessoa da nossa equipe responderá aqui.',
    unknown: 'Não sei a resposta. Vou passar a sua pergunta para uma pessoa da nossa equipe, que responderá aqui.',
    dontKnow: 'Desculpe, não sei a resposta.',
    greeting: 'Olá! Como posso ajudar?',
    thanks: 'De nada! Se precisar de mais alguma coisa, é só escrever.',
    unreadable: 'Desculpe, não consegui ler isso. Pode escrever a sua pergunta em texto?',
    safety:
      'Lamento que esteja passando por isso. Sou uma IA e não consigo ajudar bem aqui, por isso vou chamar uma pessoa da nossa equipe. Se você ou outra pessoa estiver em perigo, ligue agora para o número de emergência do seu país ou procure alguém próximo.',
  },
  it: {
    disclosure: 'Sono un assistente IA. Se preferisce parlare con una persona, basta dirlo.',
    handover: 'La passo a una persona del nostro team, che le risponderà qui.',
    fallback: 'In questo momento non posso rispondere. Una persona del nostro team le risponderà qui.',
    unknown: 'Non conosco la risposta. Passo la sua domanda a una persona del nostro team, che le risponderà qui.',
    dontKnow: 'Mi dispiace, non conosco la risposta.',
    greeting: 'Buongiorno! Come posso aiutarla?',
    thanks: 'Prego! Se ha altre domande, mi scriva.',
    unreadable: 'Mi dispiace, non sono riuscito a leggerlo. Può scrivere la domanda come testo?',
    safety:
      'Mi dispiace che stia passando questo momento. Sono un’IA e qui non posso aiutare bene, quindi chiamo una persona del nostro team. Se lei o qualcun altro è in pericolo, chiami subito il numero di emergenza (112) o si rivolga a una persona vicina.',
  },
  nl: {
    disclosure: 'Ik ben een AI-assistent. Als u liever met een mens praat, zegt u dat gewoon.',
    handover: 'Ik geef u door aan iemand van ons team. U krijgt hier antwoord.',
    fallback: 'Ik kan nu niet antwoorden. Iemand van ons team antwoordt u hier.',
    unknown: 'Dat weet ik niet. Ik geef uw vraag door aan iemand van ons team, die u hier antwoordt.',
    dontKnow: 'Dat weet ik helaas niet.',
    greeting: 'Hallo! Hoe kan ik u helpen?',
    thanks: 'Graag gedaan! Als er nog iets is, schrijf gerust.',
    unreadable: 'Dat kon ik helaas niet lezen. Kunt u uw vraag als tekst schrijven?',
    safety:
      'Het spijt me dat u dit meemaakt. Ik ben een AI en kan hier niet goed helpen, daarom roep ik iemand van ons team. Als u of iemand anders in gevaar is, bel dan nu 112 of ga naar iemand in uw buurt.',
  },
  pl: {
    disclosure: 'Jestem asystentem AI. Jeśli wolisz porozmawiać z człowiekiem, po prostu napisz.',
    handover: 'Przekazuję rozmowę osobie z naszego zespołu. Odpowie tutaj.',
    fallback: 'Nie mogę teraz odpowiedzieć. Osoba z naszego zespołu odpowie tutaj.',
    unknown: 'Nie znam odpowiedzi. Przekazuję pytanie osobie z naszego zespołu, która odpowie tutaj.',
    dontKnow: 'Przykro mi, nie znam odpowiedzi.',
    greeting: 'Dzień dobry! W czym mogę pomóc?',
    thanks: 'Proszę bardzo! W razie pytań proszę pisać.',
    unreadable: 'Przykro mi, nie udało mi się tego odczytać. Czy możesz napisać pytanie tekstem?',
    safety:
      'Bardzo mi przykro, że przez to przechodzisz. Jestem AI i nie potrafię tu dobrze pomóc, dlatego wzywam osobę z naszego zespołu. Jeśli Tobie lub komuś innemu grozi niebezpieczeństwo, zadzwoń teraz pod numer 112 albo zwróć się do kogoś bliskiego.',
  },
  id: {
    disclosure: 'Saya asisten AI. Jika ingin berbicara dengan orang, katakan saja.',
    handover: 'Saya teruskan percakapan ini ke anggota tim kami. Mereka akan menjawab di sini.',
    fallback: 'Saya tidak bisa menjawab sekarang. Anggota tim kami akan menjawab di sini.',
    unknown: 'Saya tidak tahu jawabannya. Saya teruskan pertanyaan ini ke anggota tim kami, yang akan menjawab di sini.',
    dontKnow: 'Maaf, saya tidak tahu jawabannya.',
    greeting: 'Halo! Ada yang bisa saya bantu?',
    thanks: 'Sama-sama! Jika ada pertanyaan lain, silakan tulis.',
    unreadable: 'Maaf, saya tidak bisa membacanya. Bisakah pertanyaannya ditulis sebagai teks?',
    safety:
      'Saya turut prihatin atas apa yang Anda alami. Saya AI dan tidak bisa banyak membantu di sini, jadi saya memanggil anggota tim kami. Jika Anda atau orang lain dalam bahaya, segera hubungi nomor darurat negara Anda atau seseorang di dekat Anda.',
  },
  hi: {
    disclosure: 'मैं एक एआई सहायक हूँ। अगर आप किसी व्यक्ति से बात करना चाहें, तो बस बता दें।',
    handover: 'मैं आपकी बात हमारी टीम के एक व्यक्ति को सौंप रहा हूँ। वे यहीं जवाब देंगे।',
    fallback: 'मैं अभी जवाब नहीं दे सकता। हमारी टीम का एक व्यक्ति यहीं जवाब देगा।',
    unknown: 'मुझे इसका जवाब नहीं पता। मैं आपका सवाल हमारी टीम के एक व्यक्ति को भेज रहा हूँ, वे यहीं जवाब देंगे।',
    dontKnow: 'माफ़ कीजिए, मुझे इसका जवाब नहीं पता।',
    greeting: 'नमस्ते! मैं आपकी क्या मदद कर सकता हूँ?',
    thanks: 'आपका स्वागत है! और कोई सवाल हो तो लिखें।',
    unreadable: 'माफ़ कीजिए, मैं इसे पढ़ नहीं सका। क्या आप अपना सवाल लिखकर भेज सकते हैं?',
    safety:
      'मुझे दुख है कि आप इससे गुज़र रहे हैं। मैं एआई हूँ और यहाँ ठीक से मदद नहीं कर सकता, इसलिए टीम के एक व्यक्ति को बुला रहा हूँ। अगर आप या कोई और ख़तरे में है, तो कृपया अभी अपने देश के आपातकालीन नंबर पर फ़ोन करें या किसी क़रीबी से बात करें।',
  },
  zh: {
    disclosure: '我是人工智能助手。如果您想与真人沟通，请直接告诉我。',
    handover: '我正在把对话转给我们的同事，他们会在这里回复您。',
    fallback: '我现在无法回答。我们的同事会在这里回复您。',
    unknown: '这个问题我不知道答案。我已转给我们的同事，他们会在这里回复您。',
    dontKnow: '抱歉，这个问题我不知道答案。',
    greeting: '您好！请问有什么可以帮您？',
    thanks: '不客气！如有其他问题，请随时留言。',
    unreadable: '抱歉，我无法读取这条内容。您能用文字写下问题吗？',
    safety:
      '很抱歉您正在经历这些。我是人工智能，在这件事上帮不了太多，所以我正在请我们的同事过来。如果您或他人有危险，请立即拨打当地的紧急电话，或向身边的人求助。',
  },
  ja: {
    disclosure: '私はAIアシスタントです。担当者とお話しになりたい場合は、そうお伝えください。',
    handover: '担当者におつなぎします。こちらで返信いたします。',
    fallback: '今はお答えできません。担当者がこちらで返信いたします。',
    unknown: 'その質問の答えがわかりません。担当者に引き継ぎます。こちらで返信いたします。',
    dontKnow: '申し訳ありませんが、その質問の答えがわかりません。',
    greeting: 'こんにちは。どのようなご用件でしょうか。',
    thanks: 'どういたしまして。ほかにもありましたら、お知らせください。',
    unreadable: '申し訳ありませんが、内容を読み取れませんでした。文字でお書きいただけますか。',
    safety:
      'おつらい状況とのこと、心配しています。私はAIで十分な助けになれないため、担当者を呼びます。ご自身や周りの方に危険がある場合は、今すぐ緊急通報の番号に電話するか、身近な人に伝えてください。',
  },
  ko: {
    disclosure: '저는 AI 도우미입니다. 상담원과 대화하고 싶으시면 말씀해 주세요.',
    handover: '담당 직원에게 연결해 드리겠습니다. 여기에서 답변드립니다.',
    fallback: '지금은 답변드릴 수 없습니다. 담당 직원이 여기에서 답변드립니다.',
    unknown: '그 질문의 답을 모르겠습니다. 담당 직원에게 전달했으며 여기에서 답변드립니다.',
    dontKnow: '죄송합니다. 그 질문의 답을 모르겠습니다.',
    greeting: '안녕하세요! 무엇을 도와드릴까요?',
    thanks: '천만에요! 다른 질문이 있으시면 남겨 주세요.',
    unreadable: '죄송합니다. 내용을 읽지 못했습니다. 질문을 글로 적어 주시겠어요?',
    safety:
      '힘든 일을 겪고 계신다니 마음이 아픕니다. 저는 AI라 충분히 도와드릴 수 없어 담당 직원을 부르겠습니다. 본인이나 다른 분이 위험하다면 지금 바로 긴급 전화번호로 연락하거나 가까운 사람에게 알려 주세요.',
  },
  vi: {
    disclosure: 'Tôi là trợ lý AI. Nếu bạn muốn nói chuyện với người thật, chỉ cần nói với tôi.',
    handover: 'Tôi đang chuyển bạn đến nhân viên của chúng tôi. Họ sẽ trả lời bạn tại đây.',
    fallback: 'Hiện tôi không thể trả lời. Nhân viên của chúng tôi sẽ trả lời bạn tại đây.',
    unknown: 'Tôi không biết câu trả lời. Tôi đang chuyển câu hỏi cho nhân viên của chúng tôi, họ sẽ trả lời bạn tại đây.',
    dontKnow: 'Xin lỗi, tôi không biết câu trả lời.',
    greeting: 'Xin chào! Tôi có thể giúp gì cho bạn?',
    thanks: 'Không có gì! Nếu cần gì thêm, bạn cứ nhắn.',
    unreadable: 'Xin lỗi, tôi không đọc được nội dung này. Bạn có thể viết câu hỏi bằng chữ không?',
    safety:
      'Tôi rất tiếc vì bạn đang phải trải qua điều này. Tôi là AI và không thể giúp tốt ở đây, nên tôi đang gọi nhân viên của chúng tôi. Nếu bạn hoặc ai khác gặp nguy hiểm, hãy gọi ngay số khẩn cấp hoặc tìm đến người ở gần bạn.',
  },
} as const satisfies Record<string, Sentences>

export type KnownLanguage = keyof typeof sentences

/** The sentences of a language (BCP 47), English where we have none. */
export function sentencesFor(language: string | null): Sentences {
  const base = (language ?? 'en').toLowerCase().split('-')[0] ?? 'en'
  return isKnownLanguage(base) ? sentences[base] : sentences.en
}

export function isKnownLanguage(language: string): language is KnownLanguage {
  return Object.hasOwn(sentences, language)
}
