import { useEffect, useRef } from 'react'

export interface Hotkey {
  /** The physical key, so that it works on Cyrillic and Persian layouts too. */
  code?: string
  /** The sign itself, where the place of the key differs by layout. */
  key?: string
  alt?: boolean
  /** Ctrl, or ⌘ on a Mac. */
  mod?: boolean
}

export function matchesHotkey(event: Pick<KeyboardEvent, 'code' | 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>, hotkey: Hotkey): boolean {
  if (hotkey.code && event.code !== hotkey.code) return false
  if (hotkey.key && event.key !== hotkey.key) return false
  return event.altKey === Boolean(hotkey.alt) && (event.ctrlKey || event.metaKey) === Boolean(hotkey.mod)
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** What lies on top takes Escape for itself. */
function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog],[role=menu],[role=listbox],[aria-expanded=true]') !== null
}

/** Listens on the whole window. Keys without Alt, Ctrl or ⌘ are left alone while somebody types. */
export function useHotkey(hotkey: Hotkey, act: () => void, isOn = true): void {
  const latest = useRef(act)
  latest.current = act
  const { code, key, alt, mod } = hotkey
  useEffect(() => {
    if (!isOn) return
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || !matchesHotkey(event, { code, key, alt, mod } as Hotkey)) return
      if (!alt && !mod && isTyping(event.target)) return
      if (code === 'Escape' && isInOverlay(event.target)) return
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [code, key, alt, mod, isOn])
}
