import { Fragment } from 'react'

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g

/** Plain text in which web addresses can be followed; nothing else of it is interpreted. */
export function LinkedText({ text }: { text: string }) {
  const parts = text.split(address)
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text keep their places
      <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {part}
      </a>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text keep their places
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
