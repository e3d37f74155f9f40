/** Bytes as text: by their mark, by what the server or the page says, as UTF-8, else as the code page they look like. */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  const declared = marked ?? charset ?? declaredInPage(bytes)
  if (declared && !/^utf-?8$/i.test(declared)) {
    try {
      return new TextDecoder(declared).decode(bytes)
    } catch {
      // A charset that nobody knows: as if none had been named.
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder(looksCyrillic(bytes) ? 'windows-1251' : 'windows-1252').decode(bytes)
  }
}

function declaredInPage(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1] ?? null
}

/** In Western text one letter in ten has an accent; in Cyrillic nearly every letter lies above 0xC0. */
function looksCyrillic(bytes: Uint8Array): boolean {
  const part = bytes.subarray(0, 4096)
  return part.reduce((count, byte) => count + (byte >= 0xc0 ? 1 : 0), 0) > part.length / 4
}
