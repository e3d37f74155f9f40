import { useEffect, useRef, useState } from 'preact/hooks'

const longestMs = 5 * 60_000
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

export type RecorderState = 'idle' | 'asking' | 'recording' | 'refused'

/** Whether this browser can record and the page lets it. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices?.getUserMedia)
}

/** Records a voice note. Nothing leaves the browser before it is stopped, and nothing at all when it is thrown away. */
export function useRecorder(onRecorded: (file: File) => void) {
  const [state, setState] = useState<RecorderState>('idle')
  const [seconds, setSeconds] = useState(0)
  const recorder = useRef<MediaRecorder | null>(null)
  const kept = useRef(true)
  useEffect(() => () => stop(false), [])
  useEffect(() => {
    if (state !== 'recording') return
    const since = Date.now()
    const ticking = setInterval(() => {
      setSeconds(Math.floor((Date.now() - since) / 1000))
      if (Date.now() - since >= longestMs) stop(true)
    }, 250)
    return () => clearInterval(ticking)
  }, [state])

  function stop(keep: boolean): void {
    kept.current = keep
    if (recorder.current?.state === 'recording') recorder.current.stop()
  }

  async function start(): Promise<void> {
    setState('asking')
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type))
      const current = new MediaRecorder(stream, mimeType ? { mimeType } : {})
      const pieces: Blob[] = []
      current.ondataavailable = ({ data }) => pieces.push(data)
      current.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        recorder.current = null
        setState('idle')
        const type = current.mimeType.split(';', 1)[0] || 'audio/webm'
        const name = `voice-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}.${type.split('/')[1]}`
        if (kept.current && pieces.length > 0) onRecorded(new File(pieces, name, { type }))
      }
      recorder.current = current
      setSeconds(0)
      current.start()
      setState('recording')
    } catch {
      setState('refused')
    }
  }

  return { state, seconds, start, stop }
}
