interface PrivacySentences {
  /** Who holds the data, and that a program may answer. */
  privacy(business: string): string
  aiAnswers: string
  howToErase: string
  askToErase(business: string): string
  yes: string
  no: string
  erased(business: string): string
  kept: string
}

const en: PrivacySentences = {
  privacy: (business) =>
    `You are talking to ${business}. What you write and send here is stored so that you can be answered, and seen by the people who work there.`,
  aiAnswers: 'An AI assistant may answer you. You can ask for a person at any time.',
  howToErase: 'To have everything erased that is stored about you, send /forgetme.',
  askToErase: (business) =>
    `Shall everything be erased that ${business} has stored about you: this conversation, your files and your details? This cannot be undone.`,
  yes: 'Yes, erase everything',
  no: 'No, keep it',
  erased: (business) => `Done. ${business} has erased everything that was stored about you. If you write again, we begin anew.`,
  kept: 'Nothing was erased.',
}

const sentences: Readonly<Record<string, PrivacySentences>> = {
  en,
  ru: {
    privacy: (business) =>
      `Вы общаетесь с «${business}». То, что вы здесь пишете и присылаете, хранится, чтобы вам можно было ответить, и доступно сотрудникам.`,
    aiAnswers: 'Вам может отвечать ИИ-ассистент. В любой момент можно попросить, чтобы ответил человек.',
    howToErase: 'Чтобы удалить всё, что о вас хранится, отправьте /forgetme.',
    askToErase: (business) => `Удалить всё, что «${business}» хранит о вас: эту переписку, ваши файлы и данные? Отменить это будет нельзя.`,
    yes: 'Да, удалить всё',
    no: 'Нет, оставить',
    erased: (business) => `Готово. Всё, что хранилось о вас у «${business}», удалено. Если вы напишете снова, мы начнём с чистого листа.`,
    kept: 'Ничего не удалено.',
  },
  kk: {
    privacy: (business) =>
      `Сіз «${business}» компаниясымен сөйлесіп отырсыз. Осында жазғаныңыз бен жібергеніңіз сізге жауап беру үшін сақталады және оны қызметкерлер көреді.`,
    aiAnswers: 'Сізге ЖИ көмекшісі жауап беруі мүмкін. Кез келген уақытта адаммен сөйлесуді сұрай аласыз.',
    howToErase: 'Сіз туралы сақталғанның бәрін жою үшін /forgetme деп жіберіңіз.',
    askToErase: (business) =>
      `«${business}» сіз туралы сақтағанның бәрі — осы әңгіме, файлдарыңыз бен деректеріңіз — жойылсын ба? Оны қайтару мүмкін болмайды.`,
    yes: 'Иә, бәрін жою',
    no: 'Жоқ, қалсын',
    erased: (business) => `Дайын. «${business}» сіз туралы сақталғанның бәрін жойды. Қайта жазсаңыз, бәрін жаңадан бастаймыз.`,
    kept: 'Ештеңе жойылған жоқ.',
  },
  fa: {
    privacy: (business) =>
      `شما با «${business}» گفت‌وگو می‌کنید. آنچه اینجا می‌نویسید و می‌فرستید برای پاسخ دادن به شما نگهداری می‌شود و کارکنان آن را می‌بینند.`,
    aiAnswers: 'ممکن است یک دستیار هوش مصنوعی به شما پاسخ دهد. هر زمان می‌توانید بخواهید با یک انسان صحبت کنید.',
    howToErase: 'برای پاک کردن همهٔ آنچه دربارهٔ شما نگهداری می‌شود، /forgetme را بفرستید.',
    askToErase: (business) =>
      `آیا همهٔ آنچه «${business}» دربارهٔ شما نگه داشته است پاک شود: این گفت‌وگو، فایل‌ها و اطلاعات شما؟ این کار برگشت‌پذیر نیست.`,
    yes: 'بله، همه را پاک کن',
    no: 'نه، بماند',
    erased: (business) => `انجام شد. «${business}» همهٔ آنچه دربارهٔ شما نگه داشته بود پاک کرد. اگر دوباره بنویسید، از نو شروع می‌کنیم.`,
    kept: 'چیزی پاک نشد.',
  },
}

/** In the language that the person's app speaks, English where we have none. */
export function privacySentences(language: string | null): PrivacySentences {
  return sentences[(language ?? 'en').toLowerCase().split(/[-_]/)[0] ?? 'en'] ?? en
}
