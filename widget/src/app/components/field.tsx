import { useId, useRef, useState } from 'preact/hooks'
import type { FormField } from '../../../../contract/rich-interactive.ts'
import type { Words } from '../languages/en.ts'

export interface FieldSpec extends Pick<FormField, 'name' | 'label' | 'type' | 'required' | 'options'> {
  autocomplete?: string
}

const inputs = {
  text: { type: 'text', maxLength: 500, dir: 'auto' },
  email: { type: 'email', autocomplete: 'email', maxLength: 320, dir: 'ltr' },
  phone: { type: 'tel', autocomplete: 'tel', maxLength: 40, pattern: '[+0-9][0-9 \\(\\)\\-]{2,39}', dir: 'ltr' },
  number: { type: 'text', inputMode: 'decimal', maxLength: 30, pattern: '[+\\-]?[0-9]{1,15}([.,][0-9]{1,10})?', dir: 'ltr' },
} as const

/** A question with its label and, below it, what is wrong with the answer. */
export function Field({ field, fault, words }: { field: FieldSpec; fault: string | undefined; words: Words }) {
  const id = useId()
  const shared = {
    id,
    name: field.name,
    required: field.required,
    'aria-invalid': fault ? (true as const) : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    ...(field.autocomplete && { autocomplete: field.autocomplete }),
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
        <input {...inputs[field.type]} {...shared} />
      )}
      {fault && (
        <span class="failed" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  )
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Looks at the fields of a form when it is sent: says what is wrong with each and goes to the first that is. */
export function useFields(words: Words) {
  const form = useRef<HTMLFormElement>(null)
  const [faults, setFaults] = useState<Record<string, string>>({})
  return {
    form,
    faults,
    /** @returns what was filled in, by the fields' names; null where something is wrong */
    read(): Record<string, string> | null {
      const controls = [...(form.current?.querySelectorAll<Control>('input, textarea, select') ?? [])]
      const wrong = controls.filter(({ validity }) => !validity.valid)
      setFaults(Object.fromEntries(wrong.map((control) => [control.name, faultOf(control, words)])))
      wrong[0]?.focus()
      if (wrong.length > 0) return null
      return Object.fromEntries(controls.map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value !== ''))
    },
  }
}

function faultOf({ validity, type }: Control, words: Words): string {
  if (validity.valueMissing) return words.fillIn
  return type === 'email' ? words.noEmail : type === 'tel' ? words.noPhone : words.noNumber
}
