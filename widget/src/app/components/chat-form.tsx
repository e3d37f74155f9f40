import type { ChatForm as Form } from '../../../../contract/rich-interactive.ts'
import type { Words } from '../languages/en.ts'
import { Field, useFields } from './field.tsx'

interface ChatFormProps {
  form: Form
  /** Only the newest one can be filled in. */
  open: boolean
  words: Words
  onSubmit: (values: Record<string, string>, lines: string) => void
}

/** A form of the team's or a program's, in the thread. */
export function ChatForm({ form: asked, open, words, onSubmit }: ChatFormProps) {
  const { form, faults, read } = useFields(words)
  const submit = (event: Event) => {
    event.preventDefault()
    const values = read()
    if (!values) return
    const lines = asked.fields.flatMap(({ name, label }) => (values[name] ? [`${label}: ${values[name]}`] : []))
    onSubmit(values, lines.join('\n'))
  }
  return (
    <form class="chat-form" data-testid="widget-form" ref={form} noValidate onSubmit={submit}>
      <fieldset disabled={!open}>
        <legend dir="auto">{asked.name}</legend>
        {asked.fields.map((field) => (
          <Field key={field.name} field={field} fault={faults[field.name]} words={words} />
        ))}
        <button type="submit" class="main">
          {asked.submit ?? words.send}
        </button>
      </fieldset>
    </form>
  )
}
