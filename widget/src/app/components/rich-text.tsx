import { type Piece, splitText } from '../split-text.ts'

/** Text is shown as text. Addresses become links, `**…**` bold; nothing in it is ever read as HTML. */
export function RichText({ text }: { text: string }) {
  return <>{splitText(text).map(draw)}</>
}

function draw(piece: Piece) {
  if (piece.kind === 'bold') return <strong>{piece.text}</strong>
  if (piece.kind !== 'link') return piece.text
  return (
    <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
      {piece.text}
    </a>
  )
}
