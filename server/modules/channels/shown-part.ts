import type { ShownButton, ShownPart } from '../../../contract/message-preview.ts'
import type { AttachmentKind } from '../../../contract/messages.ts'

/** What an adapter says of one call. The kind of a file is null where the call does not tell as what it goes out. */
export type ShownCall = Omit<ShownPart, 'files'> & { files: readonly { id: string; kind: AttachmentKind | null; name: string | null }[] }

const nothing: ShownCall = {
  header: null,
  text: null,
  footer: null,
  buttons: [],
  list: null,
  cards: [],
  form: null,
  products: [],
  files: [],
  location: null,
  contactCards: [],
  reaction: null,
  quotes: false,
}

/** A part that holds just this. */
export function shownCall(what: Partial<ShownCall>): ShownCall {
  return { ...nothing, ...what }
}

export function shownButton(does: ShownButton['does'], title: string | null = null, url: string | null = null): ShownButton {
  return { title, does, url }
}
