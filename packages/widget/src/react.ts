import { useEffect, useState } from 'react'
import { loadParley, type Parley, type ParleyOptions } from './index.ts'

/** The chat for as long as the component is on the page; null before the first look at it. */
export function useParley({ url, key, language, nonce }: ParleyOptions): Parley | null {
  const [parley, setParley] = useState<Parley | null>(null)
  useEffect(() => {
    const loaded = loadParley({ url, key, ...(language ? { language } : {}), ...(nonce ? { nonce } : {}) })
    setParley(loaded)
    return () => {
      loaded.destroy()
      setParley(null)
    }
  }, [url, key, language, nonce])
  return parley
}
