import { deflateRawSync, deflateSync } from 'node:zlib'
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from 'docx'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import { expect, test } from 'vitest'
import { AppError } from '../../../platform/errors.ts'
import { chooseFormat } from './choose-format.ts'
import { type ParseLimits, parseDocument } from './parse-document.ts'
import type { ParsedDocument } from './parse-worker.ts'

async function read(
  bytes: Uint8Array,
  name: string,
  options: { limits?: Partial<ParseLimits>; url?: string; claimedType?: string } = {},
): Promise<ParsedDocument> {
  const format = await chooseFormat(bytes, { name, claimedType: options.claimedType ?? null })
  return parseDocument({ format, bytes, url: options.url ?? null, charset: null }, options.limits)
}

const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

async function pdfOf(pages: { size: number; text: string; x?: number; y: number }[][]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (const lines of pages) {
    const page = pdf.addPage([595, 842])
    for (const { size, text, x = 50, y } of lines) page.drawText(text, { x, y, size, font })
  }
  return pdf.save()
}

test('a PDF: large type makes headings, gaps make paragraphs, divided words become whole', async () => {
  const pdf = await pdfOf([
    [
      { size: 20, text: 'Returns', y: 780 },
      { size: 11, text: 'You can return unused goods within four-', y: 750 },
      { size: 11, text: 'teen days with the receipt.', y: 736 },
      { size: 11, text: 'The money comes back to the card.', y: 700 },
    ],
    [
      { size: 20, text: 'Delivery', y: 780 },
      { size: 11, text: 'Couriers bring it in two days.', y: 750 },
    ],
  ])
  const { text } = await read(pdf, 'rules.pdf')
  expect(text).toBe(
    '# Returns\n\nYou can return unused goods within fourteen days with the receipt.\n\nThe money comes back to the card.\n\n# Delivery\n\nCouriers bring it in two days.',
  )
})

test('a Word document: headings and tables', async () => {
  const document = new Document({
    sections: [
      {
        children: [
          new Paragraph({ text: 'Prices', heading: HeadingLevel.HEADING_1 }),
          new Paragraph('All prices in tenge.'),
          new Table({
            rows: [
              ['Tea', '900'],
              ['Coffee', '1200'],
            ].map((cells) => new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) })),
          }),
        ],
      },
    ],
  })
  const { text } = await read(await Packer.toBuffer(document), 'prices.docx')
  expect(text).toBe('# Prices\n\nAll prices in tenge.\n\n| Tea | 900 |\n| --- | --- |\n| Coffee | 1200 |')
})

test('a page: what surrounds it goes, links and tables stay', async () => {
  const html = `<!doctype html><html><head><title>Delivery – Shop</title><style>p{}</style></head><body>
    <header>Shop <nav><a href="/">Home</a></nav></header>
    <main><h1>Delivery</h1><p>We deliver <b>every day</b>, see <a href="/rules">the rules</a>.</p>
    <table><tr><th>City</th><th>Price</th></tr><tr><td>Almaty</td><td>1500</td></tr></table>
    <script>alert(1)</script></main><footer>© Shop</footer></body></html>`
  const { title, text } = await read(Buffer.from(html), 'page', { url: 'https://shop.example/delivery' })
  expect(title).toBe('Delivery – Shop')
  expect(text).toBe(
    '# Delivery\n\nWe deliver every day, see the rules (https://shop.example/rules).\n\n| City | Price |\n| --- | --- |\n| Almaty | 1500 |',
  )
})

test('an article in a page full of other things is found', async () => {
  const prose =
    '<p>Our couriers bring every parcel to the door of the customer, and they ring before they come to be sure that somebody is there.</p>'
  const html = `<html><head><title>T</title></head><body><div class="menu">${'<a href="/x">Link</a> '.repeat(60)}</div><article><h1>Couriers</h1>${prose.repeat(12)}</article></body></html>`
  const { text } = await read(Buffer.from(html), 'page.html')
  expect(text).toContain('Our couriers bring every parcel')
})

test('a table of values: a row says what its numbers are', async () => {
  const { text } = await read(Buffer.from('Name;Price\n"Tea; green";900\nCoffee;"1 200"\n'), 'prices.csv')
  expect(text).toBe('Name: Tea; green; Price: 900\n\nName: Coffee; Price: 1 200')
})

test.each([
  ['UTF-8', Buffer.from('Доставка')],
  ['UTF-16', Buffer.from('\ufeffДоставка', 'utf16le')],
  ['Windows-1251', Buffer.from([0xc4, 0xee, 0xf1, 0xf2, 0xe0, 0xe2, 0xea, 0xe0])],
])('plain text in %s', async (_name, bytes) => {
  expect((await read(bytes, 'a.txt')).text.replace('\ufeff', '')).toBe('Доставка')
})

test.each([
  [
    'an image under a name of text',
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    'a.txt',
    'document-type-refused',
  ],
  ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)]), 'a.pdf', 'document-type-refused'],
  ['unknown bytes', Buffer.from([1, 2, 3, 0, 4, 5, 6]), 'a.bin', 'document-type-refused'],
  ['bytes that call themselves a PDF', Buffer.from([1, 2, 3, 0, 4, 5, 6]), 'a.pdf', 'document-damaged'],
  ['a PDF of its first line', Buffer.from('%PDF-1.7\n'), 'a.pdf', 'document-damaged'],
  ['an archive', zipOf([['a.txt', Buffer.from('a')]]), 'a.zip', 'document-type-refused'],
  ['an archive that calls itself a Word document', zipOf([['a.txt', Buffer.from('a')]]), 'a.docx', 'document-damaged'],
  ['half an archive', zipOf([['word/document.xml', Buffer.alloc(5000, 65)]]).subarray(0, 40), 'a.docx', 'document-damaged'],
  ['the old Word format', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'a.doc', 'document-old-word'],
  [
    'a Word document with a password',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]),
    'a.docx',
    'document-encrypted',
  ],
  ['nothing', Buffer.alloc(0), 'a.txt', 'document-without-text'],
  ['blanks', Buffer.from(' \n \n'), 'a.txt', 'document-without-text'],
  ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><text>hi</text></svg>'), 'a.svg', 'document-type-refused'],
])('%s is refused with its reason', async (_name, bytes, name, code) => {
  expect(await codeOf(read(bytes, name))).toBe(code)
})

test('a PDF without text asks for text recognition', async () => {
  expect(await codeOf(read(await pdfOf([[]]), 'scan.pdf'))).toBe('document-without-text')
})

test('a PDF with a password', async () => {
  expect(await codeOf(read(encryptedPdf(), 'a.pdf'))).toBe('document-encrypted')
})

test('a Word document that unpacks to gigabytes is stopped, also when it lies about its size', async () => {
  const zeros = Buffer.alloc(200 * 1024 * 1024)
  const honest = zipOf([['word/document.xml', zeros]])
  expect(await codeOf(read(honest, 'a.docx'))).toBe('document-too-large')
  const lying = zipOf([['word/document.xml', zeros]], 100)
  expect(await codeOf(read(lying, 'a.docx'))).toBe('document-too-large')
})

test('a PDF whose stream unpacks without end is stopped, and the process goes on', async () => {
  const started = performance.now()
  const code = await codeOf(read(bombPdf(), 'bomb.pdf', { limits: { timeoutMs: 10_000, memoryMb: 128 } }))
  expect(['document-too-large', 'document-too-slow', 'document-damaged', 'document-without-text']).toContain(code)
  expect(performance.now() - started).toBeLessThan(15_000)
  expect(process.memoryUsage().rss).toBeLessThan(1.5 * 1024 ** 3)
})

test('what takes too long is stopped', async () => {
  expect(await codeOf(read(Buffer.from(`<html><body>${'<div>'.repeat(300_000)}`), 'a.html', { limits: { timeoutMs: 50 } }))).toBe(
    'document-too-slow',
  )
})

test('a page nested without measure fails alone', async () => {
  const code = await codeOf(read(Buffer.from(`<html><body>${'<div>'.repeat(200_000)}text`), 'a.html', { limits: { timeoutMs: 5000 } }))
  expect(['read', 'document-damaged', 'document-too-slow', 'document-too-large']).toContain(code)
})

/** A ZIP archive; `statedSize` is what it says of its entries' sizes. */
function zipOf(entries: [name: string, content: Buffer][], statedSize?: number): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, content] of entries) {
    const packed = deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(statedSize ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end])
}

/** One page whose content unpacks to 400 MB of blanks, packed twice. */
function bombPdf(): Buffer {
  const stream = deflateSync(deflateSync(Buffer.alloc(400 * 1024 * 1024, 32)))
  return pdfWith(
    Buffer.concat([
      Buffer.from(`<< /Length ${stream.length} /Filter [/FlateDecode /FlateDecode] >>\nstream\n`),
      stream,
      Buffer.from('\nendstream'),
    ]),
  )
}

function pdfWith(content: Buffer, trailer = ''): Buffer {
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>'),
    content,
  ]
  let file = Buffer.from('%PDF-1.7\n')
  const offsets = objects.map((object, number) => {
    const offset = file.length
    file = Buffer.concat([file, Buffer.from(`${number + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.concat([
    file,
    Buffer.from(`xref\n0 5\n0000000000 65535 f \n${table}trailer\n<< /Size 5 /Root 1 0 R ${trailer}>>\nstartxref\n${file.length}\n%%EOF`),
  ])
}

/** With an owner's and a user's password that are not empty (PDF 1.7, 7.6.3). */
function encryptedPdf(): Buffer {
  const entry = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> /P -44 >> /ID [<00><00>] `
  return pdfWith(Buffer.from('<< /Length 2 >>\nstream\nq Q\nendstream'), entry)
}
