import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { WidgetDetails } from '../../../../contract/widget.ts'
import { nameOfField, type PreChatField, type PreChatSettings } from '../../../../contract/widget-settings.ts'
import { RequestError } from '../api.ts'
import type { Chat } from '../chat.ts'
import type { Words } from '../languages/en.ts'

interface PreChatProps {
  form: PreChatSettings
  words: Words
  chat: Chat
}

/** What the owner asks before the first message. */
export function PreChat({ form, words, chat }: PreChatProps) {
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const focus = () => element.current?.querySelector('input')?.focus()
    focus()
    addEventListener('focus', focus)
    return () => removeEventListener('focus', focus)
  }, [])

  const submit = async (event: Event) => {
    event.preventDefault()
    const inputs = [...(element.current?.querySelectorAll('input') ?? [])]
    const found = Object.fromEntries(inputs.flatMap((input) => (input.validity.valid ? [] : [[input.name, faultOf(input, words)]])))
    setFaults(found)
    const first = inputs.find((input) => found[input.name])
    if (first) return first.focus()
    setBusy(true)
    setTrouble('')
    try {
      await chat.giveDetails(readDetails(form.fields, inputs))
    } catch (error) {
      setTrouble(error instanceof RequestError && !error.temporary ? words.detailsRefused : words.detailsLost)
      setBusy(false)
    }
  }

  return (
    <form class="ask" data-testid="widget-pre-chat" ref={element} noValidate onSubmit={(event) => void submit(event)}>
      {form.intro && <p dir="auto">{form.intro}</p>}
      {form.fields.map((field) => {
        const name = nameOfField(field)
        return <Field key={name} name={name} field={field} fault={faults[name]} words={words} />
      })}
      {trouble && (
        <p class="failed" role="alert">
          {trouble}
        </p>
      )}
      <div class="acts">
        <button type="submit" class="main" data-testid="widget-begin" disabled={busy}>
          {words.begin}
        </button>
      </div>
    </form>
  )
}

const kinds = {
  name: { type: 'text', autocomplete: 'name', maxLength: 200 },
  email: { type: 'email', autocomplete: 'email', maxLength: 320 },
  phone: { type: 'tel', autocomplete: 'tel', maxLength: 40, pattern: '[+0-9][0-9 ()\\-]{2,39}' },
  question: { type: 'text', autocomplete: 'off', maxLength: 500 },
} as const

interface FieldProps {
  name: string
  field: PreChatField
  fault: string | undefined
  words: Words
}

function Field({ name, field, fault, words }: FieldProps) {
  const id = useId()
  const label = field.kind === 'question' ? field.label : words.field[field.kind]
  return (
    <div class="field">
      <label for={id}>
        <bdi>{label}</bdi> {!field.required && <small>{words.optional}</small>}
      </label>
      <input
        id={id}
        {...kinds[field.kind]}
        name={name}
        required={field.required}
        dir={field.kind === 'email' || field.kind === 'phone' ? 'ltr' : 'auto'}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
      />
      {fault && (
        <span class="failed" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  )
}

function faultOf({ validity, type }: HTMLInputElement, words: Words): string {
  if (validity.valueMissing) return words.fillIn
  return type === 'email' ? words.noEmail : words.noPhone
}

function readDetails(fields: readonly PreChatField[], inputs: readonly HTMLInputElement[]): WidgetDetails {
  const details: WidgetDetails = {}
  for (const field of fields) {
    const value = inputs.find(({ name }) => name === nameOfField(field))?.value.trim()
    if (!value) continue
    if (field.kind === 'question') details.answers = { ...details.answers, [field.attribute]: value }
    else details[field.kind] = value
  }
  return details
}
