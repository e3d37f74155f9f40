/** Opus packets in an Ogg stream (RFC 7845): mono, 20 ms a packet, granules at 48 kHz. */
export function oggOpus(packets: Uint8Array[], serial: number): Buffer {
  const preSkip = 312
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0, 'latin1')
  head.writeUInt8(1, 8)
  head.writeUInt8(1, 9)
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(16_000, 12)
  const vendor = Buffer.from('parley')
  const tags = Buffer.alloc(8 + 4 + vendor.length + 4)
  tags.write('OpusTags', 0, 'latin1')
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)

  const pages = [page([head], 0n, serial, 0, 2), page([tags], 0n, serial, 1, 0)]
  const perPage = 25
  for (let first = 0; first < packets.length; first += perPage) {
    const some = packets.slice(first, first + perPage)
    const last = first + perPage >= packets.length
    pages.push(page(some, BigInt((first + some.length) * 960), serial, pages.length, last ? 4 : 0))
  }
  return Buffer.concat(pages)
}

function page(packets: Uint8Array[], granule: bigint, serial: number, sequence: number, flags: number): Buffer {
  const lacing = packets.flatMap((packet) => [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255])
  const header = Buffer.alloc(27 + lacing.length)
  header.write('OggS', 0, 'latin1')
  header.writeUInt8(flags, 5)
  header.writeBigInt64LE(granule, 6)
  header.writeUInt32LE(serial, 14)
  header.writeUInt32LE(sequence, 18)
  header.writeUInt8(lacing.length, 26)
  Buffer.from(lacing).copy(header, 27)
  const whole = Buffer.concat([header, ...packets])
  whole.writeUInt32LE(checksum(whole), 22)
  return whole
}

/** CRC-32 with the polynomial 0x04c11db7, unreflected, as Ogg wants it. */
function checksum(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return crc >>> 0
}
