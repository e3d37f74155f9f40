import type { NewSource } from '../../../contract/knowledge.ts'

const text = (title: string, ...paragraphs: string[]): NewSource => ({ type: 'text', title, text: paragraphs.join('\n\n') })

/** What the shop writes about its goods. */
export const products: readonly NewSource[] = [
  text(
    'Cast iron pan: care',
    '# Before the first use\nWash the cast iron pan with warm water, dry it, and rub it thinly with oil. It is seasoned already, so it needs nothing more.',
    '# Every day\nNo dishwasher and no soaking: cast iron rusts. Wipe it while it is warm, dry it on the stove, and add a drop of oil.',
    '# Rust\nScrub rust off with salt and half a potato, then bake the oiled pan upside down for an hour at 200 °C.',
  ),
  text(
    'Linen bedding and towels: care',
    'Wash linen at 40 °C without bleach and take it out while it is a little damp. It shrinks by about three per cent in the first wash, which our sizes allow for.',
    'Linen need not be ironed. If you like it smooth, iron it damp from the inside.',
  ),
  text(
    'Stoneware set “Alatau”',
    'The set “Alatau” has four dinner plates, four bowls and four mugs in teal or sand. It costs 48,000 ₸; single pieces can be bought again for five years.',
    'Stoneware may go into the oven up to 220 °C, into the microwave and into the dishwasher.',
  ),
  text(
    'Kettle “Samal”, 1.7 litres',
    'The electric kettle “Samal” boils 1.7 litres in four minutes, keeps a temperature between 60 and 100 °C, and costs 24,900 ₸. Descale it once a month with citric acid.',
  ),
  text(
    'Лён: уход',
    'Лён стирайте при 40 °C без отбеливателя и доставайте слегка влажным. При первой стирке он садится примерно на три процента, наши размеры это учитывают.',
  ),
  text(
    'Чугунная сковорода: уход',
    'Чугун не мойте в посудомоечной машине и не замачивайте: он ржавеет. Протрите тёплую сковороду, высушите на плите и смажьте каплей масла.',
  ),
  text(
    'Wholesale: prices and terms',
    'Cafés, hotels and offices buy at wholesale prices from ten pieces of a kind: ten per cent off, from fifty pieces eighteen per cent.',
    'We invoice companies; payment is due within ten working days. Samples are free if you return them. A logo can be fired onto stoneware from one hundred pieces, which takes three weeks.',
  ),
]
