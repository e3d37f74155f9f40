import { PDFDocument, StandardFonts } from 'pdf-lib'

/** A PDF of one page, each text a line of its own. */
export async function makePdf(title: string, lines: readonly string[]): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.setTitle(title)
  const font = await document.embedFont(StandardFonts.Helvetica)
  const page = document.addPage([595, 842])
  page.drawText(title, { x: 50, y: 780, size: 18, font })
  for (const [index, line] of lines.entries()) page.drawText(line, { x: 50, y: 740 - index * 22, size: 11, font })
  return Buffer.from(await document.save())
}
