import type { Words } from '../languages/en.ts'
import { Icon } from './icons.tsx'
import { canRecord, useRecorder } from './use-recorder.ts'

/** Records a voice note, which then waits with the other files to be sent. */
export function Voice({ words, onRecorded }: { words: Words; onRecorded: (file: File) => void }) {
  const { state, seconds, start, stop } = useRecorder(onRecorded)
  if (!canRecord()) return null
  if (state !== 'recording') {
    return (
      <>
        <button
          type="button"
          class="icon"
          aria-label={words.record}
          data-testid="widget-record"
          disabled={state === 'asking'}
          onClick={() => void start()}
        >
          <Icon name="mic" />
        </button>
        {state === 'refused' && (
          <span class="failed" role="alert">
            {words.noMicrophone}
          </span>
        )}
      </>
    )
  }
  return (
    <span class="recording">
      <span role="timer">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
      </span>
      <button type="button" class="icon" aria-label={words.stopRecording} data-testid="widget-record-stop" onClick={() => stop(true)}>
        <Icon name="stop" />
      </button>
      <button type="button" class="icon" aria-label={words.throwAway} onClick={() => stop(false)}>
        <Icon name="close" />
      </button>
    </span>
  )
}
