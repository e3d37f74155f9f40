import type { NewSource } from '../../../contract/knowledge.ts'

const faq = (question: string, answer: string): NewSource => ({ type: 'faq', question, answer })

/** What customers of the shop ask, in the languages that they ask in. */
export const questions: readonly NewSource[] = [
  faq(
    'How long does delivery take?',
    'In Almaty we deliver the next day if you order before 16:00. Astana and Shymkent take two to three working days, other cities three to six.',
  ),
  faq(
    'How much does delivery cost?',
    'Delivery in Almaty costs 1,500 ₸ and is free for orders from 25,000 ₸. To other cities it is 2,900 ₸, free from 60,000 ₸.',
  ),
  faq('Do you deliver to other cities and countries?', 'We deliver all over Kazakhstan, and to Bishkek and Tashkent within a week.'),
  faq(
    'How can I return something?',
    'You can return anything unused within 14 days. Write to us with the order number, and the courier collects it free of charge in Almaty. The money is back on your card within five working days.',
  ),
  faq(
    'What if something arrives broken or damaged?',
    'Send us a photo within 48 hours. We replace it with the next delivery, and you need not send the broken piece back.',
  ),
  faq(
    'How long is the warranty?',
    'Pans, pots and kettles have a warranty of two years, electrical goods one year. Keep the receipt, or give us your phone number: we find the order by it.',
  ),
  faq('What are your opening hours?', 'The shop is open every day from 10:00 to 21:00, on Sundays until 19:00.'),
  faq(
    'Where is the shop? Can I pick up my order?',
    'The shop is at Abay Avenue 44 in Almaty, two minutes from the metro station Abay. Orders can be picked up there two hours after you place them.',
  ),
  faq(
    'How can I pay?',
    'By card, by Kaspi QR, or in cash to the courier. Companies pay by invoice. With Kaspi you can pay in three monthly parts without interest.',
  ),
  faq(
    'Can I change or cancel my order?',
    'Until the courier has it, yes: write to us with the order number. Afterwards you can simply refuse the parcel.',
  ),
  faq('Do you wrap gifts?', 'We wrap gifts in linen cloth for 900 ₸ and add a card with your words.'),
  faq('Is the teal mug dishwasher safe?', 'Yes. The teal mug is stoneware: dishwasher and microwave do it no harm. It holds 350 ml.'),
  faq(
    'Do you have the cast iron pan in 28 cm?',
    'The cast iron pan comes in 24, 26 and 28 cm. The 28 cm one costs 21,900 ₸ and is in stock.',
  ),
  faq(
    'Сколько времени занимает доставка?',
    'По Алматы доставим на следующий день, если заказать до 16:00. В Астану и Шымкент — два-три рабочих дня, в другие города — три-шесть.',
  ),
  faq(
    'Сколько стоит доставка?',
    'По Алматы доставка стоит 1 500 ₸, от 25 000 ₸ — бесплатно. В другие города — 2 900 ₸, от 60 000 ₸ бесплатно.',
  ),
  faq(
    'Как вернуть товар?',
    'Вернуть неиспользованный товар можно в течение 14 дней. Напишите нам номер заказа, по Алматы курьер заберёт его бесплатно. Деньги вернутся на карту за пять рабочих дней.',
  ),
  faq(
    'Какая гарантия на товары?',
    'На сковороды, кастрюли и чайники гарантия два года, на электротовары — один год. Чек не обязателен: найдём заказ по номеру телефона.',
  ),
  faq('До скольки вы работаете?', 'Магазин открыт каждый день с 10:00 до 21:00, по воскресеньям до 19:00.'),
  faq(
    'Как можно оплатить? Есть рассрочка?',
    'Картой, через Kaspi QR или наличными курьеру. Через Kaspi есть рассрочка на три месяца без переплаты.',
  ),
  faq('Сколько стоит набор «Алатау»?', 'Набор «Алатау» на четверых стоит 48 000 ₸, в рассрочку через Kaspi — три платежа по 16 000 ₸.'),
  faq(
    'Где находится магазин?',
    'Алматы, проспект Абая, 44, две минуты от станции метро «Абай». Заказ можно забрать через два часа после оформления.',
  ),
  faq(
    'Жеткізу қанша уақыт алады?',
    'Алматы бойынша 16:00-ге дейін тапсырыс берсеңіз, келесі күні жеткіземіз. Астана мен Шымкентке екі-үш жұмыс күні, басқа қалаларға үш-алты күн.',
  ),
  faq('Жеткізу қанша тұрады?', 'Алматы бойынша жеткізу 1 500 ₸, 25 000 ₸-ден жоғары тапсырысқа тегін. Басқа қалаларға 2 900 ₸.'),
  faq(
    'Тауарды қалай қайтаруға болады?',
    'Қолданылмаған тауарды 14 күн ішінде қайтаруға болады. Тапсырыс нөмірін жазыңыз, Алматыда курьер тегін алып кетеді.',
  ),
  faq('Дүкен қашан ашық?', 'Дүкен күн сайын 10:00-ден 21:00-ге дейін, жексенбіде 19:00-ге дейін ашық.'),
  faq(
    'زمان تحویل سفارش چقدر است؟',
    'در آلماتی اگر تا ساعت ۱۶ سفارش بدهید، روز بعد تحویل می‌دهیم. به آستانه و شیمکنت دو تا سه روز کاری طول می‌کشد.',
  ),
  faq(
    'چطور می‌توانم کالا را پس بدهم؟',
    'کالای استفاده‌نشده را تا ۱۴ روز می‌توانید پس بدهید. شماره سفارش را بنویسید تا پیک رایگان آن را بگیرد.',
  ),
  faq('ساعت کار فروشگاه چیست؟', 'فروشگاه هر روز از ساعت ۱۰ تا ۲۱ باز است و یکشنبه‌ها تا ساعت ۱۹.'),
  faq('هزینه ارسال چقدر است؟', 'هزینه ارسال در آلماتی ۱۵۰۰ تنگه است و برای سفارش‌های بالای ۲۵۰۰۰ تنگه رایگان است.'),
]
