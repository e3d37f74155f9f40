import { useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { Words } from '../languages/en.ts'

const marks = [1, 2, 3, 4, 5] as const
const faces = ['😞', '🙁', '😐', '🙂', '😀'] as const

/** How a conversation was that the team has closed: a mark, and a word if the visitor likes. */
export function Rating({ words, chat }: { words: Words; chat: Chat }) {
  const [rating, setRating] = useState<number | null>(null)
  const [trouble, setTrouble] = useState(false)
  const [comment, setComment] = useState('')
  const send = async (event: Event) => {
    event.preventDefault()
    if (rating === null) return
    setTrouble(false)
    try {
      await chat.rate({ rating, comment: comment.trim() || null })
    } catch {
      setTrouble(true)
    }
  }
  return (
    <form class="rating" data-testid="widget-rating" onSubmit={(event) => void send(event)}>
      <fieldset>
        <legend>{words.rate}</legend>
        <div>
          {marks.map((mark) => (
            <label key={mark} title={words.marks[mark - 1]}>
              <input
                type="radio"
                name="rating"
                value={mark}
                checked={rating === mark}
                aria-label={words.marks[mark - 1]}
                onChange={() => setRating(mark)}
              />
              <span aria-hidden="true">{faces[mark - 1]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {rating !== null && (
        <>
          <label class="field">
            <span>
              {words.rateComment} <small>{words.optional}</small>
            </span>
            <input value={comment} maxLength={1000} dir="auto" onInput={(event) => setComment(event.currentTarget.value)} />
          </label>
          <button type="submit" class="main">
            {words.send}
          </button>
        </>
      )}
      {trouble && (
        <p class="failed" role="alert">
          {words.detailsLost}
        </p>
      )}
    </form>
  )
}
