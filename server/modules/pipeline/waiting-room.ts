/** What is received and not yet recorded is held in memory, so it has bounds; beyond them the provider is asked to come again. */
export interface WaitingRoom {
  /** A body of so many bytes comes in. Answers what to call when it is recorded, or null if there is no room for it. */
  enter(bytes: number): (() => void) | null
}

/** @param bytes of bodies as they came; what is parsed of them takes several times as much. A body for which the whole room is too small comes in alone. */
export function createWaitingRoom({ bodies, bytes }: { bodies: number; bytes: number }): WaitingRoom {
  let bodiesInside = 0
  let bytesInside = 0
  return {
    enter: (size) => {
      if (bodiesInside >= bodies || (bodiesInside > 0 && bytesInside + size > bytes)) return null
      bodiesInside += 1
      bytesInside += size
      return () => {
        bodiesInside -= 1
        bytesInside -= size
      }
    },
  }
}
