import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

interface LazyProps<Props> {
  /** The same function each time. */
  load: () => Promise<ComponentType<Props>>
  /** Said where it cannot be fetched. */
  lost: string
  props: Props
}

/** A part that few need: fetched when it is first shown. */
export function Lazy<Props extends object>({ load, lost, props }: LazyProps<Props>) {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null)
  const [isLost, setLost] = useState(false)
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => setLost(true),
    )
  }, [load])
  if (isLost) {
    return (
      <p class="broken" role="alert">
        {lost}
      </p>
    )
  }
  return Part && <Part {...props} />
}
