import { useEffect, useState } from 'preact/hooks'
import { nameOfField } from '../../../../contract/pre-chat-name.ts'
import type { WidgetDetails } from '../../../../contract/widget.ts'
import type { PreChatField, PreChatSettings } from '../../../../contract/widget-settings.ts'
import { RequestError } from '../api.ts'
import type { Chat } from '../chat.ts'
import type { Words } from '../languages/en.ts'
import { Field, type FieldSpec, useFields } from './field.tsx'

interface PreChatProps {
  form: PreChatSettings
  words: Words
  chat: Chat
}

/** What the owner asks before the first message. */
export function PreChat({ form: asked, words, chat }: PreChatProps) {
  const { form, faults, read } = useFields(words)
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const focus = () => form.current?.querySelector('input')?.focus()
    focus()
    addEventListener('focus', focus)
    return () => removeEventListener('focus', focus)
  }, [form])

  const submit = async (event: Event) => {
    event.preventDefault()
    const values = read()
    if (!values) return
    setBusy(true)
    setTrouble('')
    try {
      await chat.giveDetails(toDetails(asked.fields, values))
    } catch (error) {
      setTrouble(error instanceof RequestError && !error.temporary ? words.detailsRefused : words.detailsLost)
      setBusy(false)
    }
  }

  return (
    <form class="ask" data-testid="widget-pre-chat" ref={form} noValidate onSubmit={(event) => void submit(event)}>
      {asked.intro && <p dir="auto">{asked.intro}</p>}
      {asked.fields.map((field) => {
        const spec = specOf(field, words)
        return <Field key={spec.name} field={spec} fault={faults[spec.name]} words={words} />
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

function specOf(field: PreChatField, words: Words): FieldSpec {
  const spec = { name: nameOfField(field), required: field.required }
  if (field.kind === 'question') return { ...spec, label: field.label, type: 'text' }
  const label = words.field[field.kind]
  return field.kind === 'name' ? { ...spec, label, type: 'text', autocomplete: 'name' } : { ...spec, label, type: field.kind }
}

function toDetails(fields: readonly PreChatField[], values: Readonly<Record<string, string>>): WidgetDetails {
  const details: WidgetDetails = {}
  for (const field of fields) {
    const value = values[nameOfField(field)]
    if (!value) continue
    if (field.kind === 'question') details.answers = { ...details.answers, [field.attribute]: value }
    else details[field.kind] = value
  }
  return details
}
