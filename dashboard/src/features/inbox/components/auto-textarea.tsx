import { type ClipboardEventHandler, type KeyboardEventHandler, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { directionOfText } from '../../../lib/direction-of-text.ts'

const maxHeight = 220

interface AutoTextareaProps {
  ref: Ref<HTMLTextAreaElement>
  className: string
  value: string
  onChange: (value: string) => void
  onKeyDown: KeyboardEventHandler
  onPaste: ClipboardEventHandler
  placeholder: string
  'aria-label': string
  'data-testid': string
}

/** Grows with its text up to a limit. */
export function AutoTextarea({ ref, value, onChange, ...rest }: AutoTextareaProps) {
  const own = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => own.current as HTMLTextAreaElement)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const input = own.current
    if (!input) return
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, maxHeight)}px`
    input.style.overflowY = input.scrollHeight > maxHeight ? 'auto' : 'hidden'
  }, [value])
  return (
    <textarea
      ref={own}
      rows={2}
      dir={directionOfText(value)}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      {...rest}
    />
  )
}
