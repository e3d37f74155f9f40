export type Piece = { kind: 'text'; text: string } | { kind: 'bold'; text: string } | { kind: 'link'; text: string; href: string }

const linkOrBold = /(https?:\/\/[^\s<>"'`]+|(?:mailto|tel):[^\s<>"'`]+|\*\*[^*\n]+\*\*)/gi

/** Cuts a message into plain text, bold and links to the four harmless schemes. Pure. */
export function splitText(text: string): Piece[] {
  return text
    .split(linkOrBold)
    .flatMap((part, index) => (index % 2 === 0 ? [{ kind: 'text' as const, text: part }] : read(part)))
    .filter((piece) => piece.text !== '')
}

function read(part: string): Piece[] {
  if (part.startsWith('**')) return [{ kind: 'bold', text: part.slice(2, -2) }]
  // The full stop or bracket after an address belongs to the sentence.
  const address = part.replace(/[.,;:!?)\]}»”'…]+$/u, '')
  const href = safeAddress(address)
  if (!href) return [{ kind: 'text', text: part }]
  return [
    { kind: 'link', text: address, href },
    { kind: 'text', text: part.slice(address.length) },
  ]
}

const safeSchemes = ['http:', 'https:', 'mailto:', 'tel:']

/** The address if it leads nowhere dangerous (no `javascript:`, no `data:`), else null. */
export function safeAddress(address: string): string | null {
  try {
    const url = new URL(address)
    return safeSchemes.includes(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
