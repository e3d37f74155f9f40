import { writeFileSync } from 'node:fs'
import { Document, HeadingLevel, Packer, Paragraph } from 'docx'
import { PDFDocument, rgb, StandardFonts } from 'pdf-lib'

/** Makes the two documents that lie beside this file: `node server/demo/knowledge/make-documents.ts`. */
async function makeDocuments(): Promise<void> {
  write('warranty-terms.pdf', await warrantyTerms())
  write('gift-guide.docx', await giftGuide())
}

function write(name: string, bytes: Uint8Array): void {
  writeFileSync(new URL(name, import.meta.url), bytes)
  process.stdout.write(`${name} ${bytes.length} bytes\n`)
}

async function warrantyTerms(): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const day = new Date('2026-11-01T00:00:00Z')
  document.setTitle('Warranty terms')
  document.setCreationDate(day)
  document.setModificationDate(day)
  const [bold, plain] = [await document.embedFont(StandardFonts.HelveticaBold), await document.embedFont(StandardFonts.Helvetica)]
  const page = document.addPage([595, 842])
  const teal = rgb(0.06, 0.46, 0.43)
  const lines: [string, 'title' | 'heading' | 'text'][] = [
    ['Qamqor Home: warranty terms', 'title'],
    ['What is covered', 'heading'],
    ['Handles that come loose, coatings that peel, lids that crack and heating elements', 'text'],
    ['that fail are repaired or replaced free of charge within the warranty period.', 'text'],
    ['What is not covered', 'heading'],
    ['Marks of use, damage by falling, and rust on cast iron that was left wet are not', 'text'],
    ['covered by the warranty. We repair them at cost: ask us for a price.', 'text'],
    ['How to claim', 'heading'],
    ['Send a photo and the order number to any of our chats. If we cannot repair the piece', 'text'],
    ['within 10 days, you choose between a new one and your money back.', 'text'],
  ]
  const styles = { title: { size: 20, gap: 44 }, heading: { size: 13, gap: 30 }, text: { size: 11, gap: 17 } }
  let y = 800
  for (const [line, kind] of lines) {
    y -= styles[kind].gap
    page.drawText(line, {
      x: 60,
      y,
      size: styles[kind].size,
      font: kind === 'text' ? plain : bold,
      color: kind === 'text' ? rgb(0, 0, 0) : teal,
    })
  }
  return document.save()
}

async function giftGuide(): Promise<Uint8Array> {
  const heading = (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_1 })
  const children = [
    heading('Подарки: как выбрать'),
    new Paragraph('На новоселье чаще всего берут набор посуды «Алатау» и льняные полотенца.'),
    new Paragraph('Бабушке и дедушке понравится чайник «Самал»: он держит нужную температуру и сам выключается.'),
    heading('Подарочный сертификат'),
    new Paragraph('Подарочный сертификат бывает на 10 000, 25 000 и 50 000 ₸. Он действует год, его можно отправить в чат.'),
    heading('Упаковка'),
    new Paragraph('Подарок завернём в льняную ткань за 900 ₸ и вложим открытку с вашими словами.'),
  ]
  return Packer.toBuffer(new Document({ title: 'Подарки', sections: [{ children }] }))
}

await makeDocuments()
