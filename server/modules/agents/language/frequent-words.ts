/**
 * Words that are frequent in chats and tell languages of one script apart; normalised spelling. A word may stand in several lists: it then
 * counts for each of them less.
 */
export const frequentWords = {
  latin: {
    en: 'the is are you your do does have what how much when where can i my it this to of and for please hello hi thanks thank want need order with not could would there any in on a we will price open shipping delivery'.split(
      ' ',
    ),
    de: 'der die das ist sind sie ich und nicht ein eine wie was wo wann haben kann bitte danke hallo mit fur von zu auf es mein meine ihr wir guten tag mochte gibt noch auch viel kostet lieferung bestellung'.split(
      ' ',
    ),
    fr: 'le la les est sont vous je et pas un une comment que quoi ou quand avez peux pouvez bonjour salut merci avec pour de des du mon ma votre nous combien est-ce avoir voudrais cest livraison commande s il plait au'.split(
      ' ',
    ),
    es: 'el la los las es son usted yo y no un una como que donde cuando tienen tiene puedo hola gracias con para de del mi su nosotros cuanto cuesta quiero necesito buenos dias por favor hay esta envio pedido cual'.split(
      ' ',
    ),
    pt: 'o a os as e sao voce eu nao um uma como que onde quando tem posso ola oi obrigado obrigada com para de do da meu minha seu nos quanto custa quero preciso bom dia por favor voces esta entrega pedido qual'.split(
      ' ',
    ),
    it: 'il lo la gli e sono lei io non un una come che dove quando avete ha posso ciao buongiorno grazie con per di del della mio mia suo noi quanto costa vorrei ho bisogno favore cosa consegna ordine quale sul'.split(
      ' ',
    ),
    nl: 'de het is zijn u jij ik en niet een hoe wat waar wanneer heeft heb kan hallo dank bedankt met voor van op mijn uw wij hoeveel kost wil graag alstublieft er ook bestelling levering jullie'.split(
      ' ',
    ),
    pl: 'jest sa pan pani ja i nie jak co gdzie kiedy czy macie ma moge dzien dobry dziekuje z dla do na moj moja ile kosztuje chce potrzebuje prosze to sie w czesc zamowienie dostawa panstwo'.split(
      ' ',
    ),
    tr: 've bir bu ne nasil nerede zaman var yok mi mu icin ile ben siz sizin merhaba selam tesekkurler tesekkur lutfen istiyorum kac fiyat ne kadar benim degil misiniz musunuz kargo siparis kadar acik saat hangi'.split(
      ' ',
    ),
    az: 've bir bu ne necə harada vaxt var yox mi ucun ucun ilə mən siz salam təsəkkur cox sag olun zəhmət istəyirəm qiymət nə mənim deyil catdirilma sifaris neçə necə qədər'.split(
      ' ',
    ),
    uz: 'va bir bu nima qanday qayerda qachon bor yoq uchun bilan men siz sizning salom assalomu alaykum rahmat iltimos kerak qancha narxi turadi mening emas mumkin yetkazib berish buyurtma bormi haqida necha'.split(
      ' ',
    ),
    id: 'yang dan ini itu apa bagaimana dimana kapan ada tidak untuk dengan saya anda kamu halo hai terima kasih tolong mau ingin berapa harga bisa apakah di ke dari pesanan pengiriman kak selamat pagi'.split(
      ' ',
    ),
    vi: 'la va nay gi nhu the nao o dau khi co khong cho voi toi ban xin chao cam on vui long muon bao nhieu gia duoc cua mot hang giao minh em anh'.split(
      ' ',
    ),
  },
  cyrillic: {
    ru: 'и в не на что как где когда сколько стоит есть ли у вас вы я мне меня мой мою это для с по здравствуйте привет добрый день спасибо пожалуйста можно нужно хочу могу заказ доставка цена какой какая да нет если работаете еще уже'.split(
      ' ',
    ),
    uk: 'і в не на що як де коли скільки коштує є чи у вас ви я мені мене мій це для з по добрий день вітаю привіт дякую будь ласка можна треба хочу можу замовлення доставка ціна який так ні'.split(
      ' ',
    ),
    kk: 'және бұл не қалай қайда қашан қанша тұрады бар ма жоқ сіз мен маған менің үшін сәлем сәлеметсіз бе рахмет өтінемін керек болады ме бағасы тапсырыс жеткізу калай канша кашан салем рахмет барма калайсыз кайда жок маган сендерде сіздерде па ба пе'.split(
      ' ',
    ),
    ky: 'жана бул эмне кандай кайда качан канча турат бар жок сиз мен мага менин учун салам саламатсызбы рахмат сураныч керек'.split(' '),
  },
  arabic: {
    fa: 'است برای چه ایا سلام دارید می کنم را از به که در با این من شما چطور چند قیمت ممنون مرسی لطفا کجا کی هست هستید میخواهم میشه چقدر ارسال سفارش نیست خوب دارین چیست کنید'.split(
      ' ',
    ),
    ar: 'هل ما من فی علی هذا هذه کم اریدد ارید متی این کیف مرحبا السلام علیکم شکرا لو سمحت عندکم لدیکم هو هی عن الی مع لا نعم ماذا التوصیل الطلب السعر یمکن اننی انا کان'.split(
      ' ',
    ),
    ur: 'ہے ہیں کیا کا کی کے میں سے کو اور یہ وہ اپ مجھے کتنا کتنی کہاں کب کیسے شکریہ نہیں ہوں السلام قیمت چاہیے براہ کرم'.split(' '),
  },
} as const satisfies Record<string, Record<string, readonly string[]>>
