import { type EventStream, eventText } from '../platform/event-stream.ts'
import type { Live } from '../platform/live.ts'

/** Everybody who looks at one workspace in this process. */
interface Room {
  readers: Set<Reader>
  /** Events that wait for the next round, as they go over the wire: made once for all readers. */
  waiting: string[]
  round: NodeJS.Timeout | null
  /** How long the last round took: big rooms gather longer, so that telling everybody never takes more than a part of the processor. */
  roundMs: number
  close(): void
}

export interface Reader {
  stream: EventStream
  /** Told when rights in the workspace may have changed. */
  recheck(): void
}

export interface LiveRooms {
  /** @returns how to leave */
  enter(workspaceId: string, reader: Reader): () => void
}

/** Between two rounds, as a part of how long the last one took. */
const pausePart = 0.5
const longestPauseMs = 40
/** So many streams are written to before others get the processor: an acknowledgement must not wait for two thousand windows. */
const sliceSize = 100

export function createLiveRooms(live: Live): LiveRooms {
  const rooms = new Map<string, Room>()
  return {
    enter: (workspaceId, reader) => {
      const room = rooms.get(workspaceId) ?? openRoom(live, workspaceId)
      rooms.set(workspaceId, room)
      room.readers.add(reader)
      return () => {
        room.readers.delete(reader)
        if (room.readers.size > 0 || rooms.get(workspaceId) !== room) return
        rooms.delete(workspaceId)
        room.close()
      }
    },
  }
}

function openRoom(live: Live, workspaceId: string): Room {
  const say = (text: string): void => {
    room.waiting.push(text)
    room.round ??= setTimeout(() => void tellAll(room), pauseAfter(room))
  }
  const endEvents = live.subscribe(workspaceId, ({ id, type, payload }) => {
    say(eventText({ id, type, payload }, { id }))
    if (type === 'member.updated') for (const reader of room.readers) reader.recheck()
  })
  const endSignals = live.onSignal(workspaceId, (signal) => say(eventText({ type: `signal.${signal.type}`, payload: signal })))
  const room: Room = {
    readers: new Set(),
    waiting: [],
    round: null,
    roundMs: 0,
    close: () => {
      endEvents()
      endSignals()
      if (room.round) clearTimeout(room.round)
    },
  }
  return room
}

function pauseAfter({ roundMs }: Room): number {
  return Math.min(longestPauseMs, roundMs * pausePart)
}

async function tellAll(room: Room): Promise<void> {
  const began = performance.now()
  const chunk = Buffer.from(room.waiting.join(''))
  room.waiting = []
  let told = 0
  for (const reader of room.readers) {
    reader.stream.write(chunk)
    told += 1
    if (told % sliceSize === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  room.roundMs = performance.now() - began
  room.round = room.waiting.length > 0 ? setTimeout(() => void tellAll(room), pauseAfter(room)) : null
}
