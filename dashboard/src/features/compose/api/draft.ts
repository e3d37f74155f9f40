import { emptyPlace, type Place } from '../../templates/api/place.ts'

export interface RowDraft {
  title: string
  description: string
}

export interface SectionDraft {
  title: string
  rows: RowDraft[]
}

/** One that leads somewhere has an address; one that answers has none. */
export interface CardButtonDraft {
  title: string
  url: string
}

export interface CardDraft {
  /** Tells cards apart while one before it is taken away. */
  key: string
  title: string
  text: string
  price: string
  picture: { fileId: string; name: string } | null
  buttons: CardButtonDraft[]
}

export const fieldTypes = ['text', 'long-text', 'email', 'phone', 'number', 'choice'] as const

export interface FieldDraft {
  label: string
  type: (typeof fieldTypes)[number]
  /** Of a choice, one a line. */
  options: string
  required: boolean
}

/** What the forms hold, as typed; each kind uses its part of it. */
export interface Draft {
  text: string
  header: string
  footer: string
  buttons: string[]
  listButton: string
  sections: SectionDraft[]
  linkTitle: string
  linkUrl: string
  place: Place
  person: { name: string; phones: string[]; emails: string[] }
  cards: CardDraft[]
  formName: string
  submit: string
  fields: FieldDraft[]
  flowId: string
  flowButton: string
  catalogId: string
  /** One a line. */
  productIds: string
}

export const emptyRow: RowDraft = { title: '', description: '' }
export const emptyField: FieldDraft = { label: '', type: 'text', options: '', required: false }

export function newCard(): CardDraft {
  return { key: crypto.randomUUID(), title: '', text: '', price: '', picture: null, buttons: [] }
}

/** @param words what people mostly write there, in their language */
export function newDraft(text: string, words: { choose: string; submit: string }): Draft {
  return {
    text,
    header: '',
    footer: '',
    buttons: ['', ''],
    listButton: words.choose,
    sections: [{ title: '', rows: [emptyRow, emptyRow] }],
    linkTitle: '',
    linkUrl: '',
    place: emptyPlace,
    person: { name: '', phones: [''], emails: [''] },
    cards: [newCard()],
    formName: '',
    submit: words.submit,
    fields: [emptyField],
    flowId: '',
    flowButton: '',
    catalogId: '',
    productIds: '',
  }
}
