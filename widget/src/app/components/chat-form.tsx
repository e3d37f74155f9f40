import { useId, useRef, useState } from 'preact/hooks'
import type { ChatForm as Form, FormField } from '../../../../contract/rich-interactive.ts'
import type { Words } from '../languages/en.ts'

interface ChatFormProps {
  form: Form
  /** Only the newest one can be filled in. */
  open: boolean
  words: Words
  onSubmit: (values: Record<string, string>, lines: string) => void
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** A form of the team's or the workflow's, in the thread. */
export function ChatForm({ form, open, words, onSubmit }: ChatFormProps) {
  const element = useRef<HTMLFormElement>(null)
  const [faults, setFaults] = useState<Record<string, string>>({})
  const submit = (event: Event) => {
    event.preventDefault()
    const controls = [...(element.current?.querySelectorAll<Control>('input, textarea, select') ?? [])]
    const found = Object.fromEntries(
      controls.flatMap((control) => (control.validity.valid ? [] : [[control.name, faultOf(control, words)]])),
    )
    setFaults(found)
    const first = controls.find(({ name }) => found[name])
    if (first) return first.focus()
    const values = Object.fromEntries(controls.map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value !== ''))
    const lines = form.fields.flatMap(({ name, label }) => (values[name] ? [`${label}: ${values[name]}`] : []))
    onSubmit(values, lines.join('\n'))
  }
  return (
    <form class="chat-form" data-testid="widget-form" ref={element} noValidate onSubmit={submit}>
      <fieldset disabled={!open}>
        <legend dir="auto">{form.name}</legend>
        {form.fields.map((field) => (
          <Field key={field.name} field={field} fault={faults[field.name]} words={words} />
        ))}
        <button type="submit" class="main">
          {form.submit ?? words.send}
        </button>
      </fieldset>
    </form>
  )
}

interface FieldProps {
  field: FormField
  fault: string | undefined
  words: Words
}

const inputs = {
  text: { type: 'text', maxLength: 1000 },
  email: { type: 'email', autocomplete: 'email', maxLength: 320, dir: 'ltr' },
  phone: { type: 'tel', autocomplete: 'tel', maxLength: 40, pattern: '[+0-9][0-9 \\(\\)\\-]{2,39}', dir: 'ltr' },
  number: { type: 'text', inputMode: 'decimal', maxLength: 30, pattern: '[+\\-]?[0-9]{1,15}([.,][0-9]{1,10})?', dir: 'ltr' },
} as const

function Field({ field, fault, words }: FieldProps) {
  const id = useId()
  const shared = {
    id,
    name: field.name,
    required: field.required,
    'aria-invalid': fault ? (true as const) : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
  }
  return (
    <div class="field">
      <label for={id}>
        <bdi>{field.label}</bdi> {!field.required && <small>{words.optional}</small>}
      </label>
      {field.type === 'choice' ? (
        <select {...shared}>
          <option value="">{words.choose}</option>
          {field.options?.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : field.type === 'long-text' ? (
        <textarea {...shared} rows={3} maxLength={1000} dir="auto" />
      ) : (
        <input dir="auto" {...inputs[field.type]} {...shared} />
      )}
      {fault && (
        <span class="failed" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  )
}

function faultOf({ validity, type }: Control, words: Words): string {
  if (validity.valueMissing) return words.fillIn
  return type === 'email' ? words.noEmail : type === 'tel' ? words.noPhone : words.noNumber
}
