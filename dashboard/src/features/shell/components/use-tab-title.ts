import { useEffect } from 'react'
import { useMe } from '../../accounts/api/session.ts'
import { useCounts } from '../../inbox/api/counts.ts'

export function useTabTitle(): void {
  const name = useMe().workspace?.name ?? 'Parley'
  const unread = useCounts()?.unread ?? 0
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${name} · Parley` : `${name} · Parley`
  }, [name, unread])
}
