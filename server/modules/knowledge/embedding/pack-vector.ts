/** A vector in the two forms that are stored: the sign of each dimension as a bit, and each dimension scaled to one signed byte. */
export function packVector(vector: readonly number[]): { bits: string; bytes: Buffer } {
  if (vector.length === 0 || !vector.every(Number.isFinite)) throw new Error('The embedding model answered with an unusable vector')
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  const bytes = Int8Array.from(vector, (value) => Math.round((value / largest) * 127))
  return { bits: vector.map((value) => (value > 0 ? '1' : '0')).join(''), bytes: Buffer.from(bytes.buffer) }
}

/** Cosine of the angle between a full vector and a packed one: the packed one's scale falls out. */
export function cosine(vector: readonly number[], packed: Buffer): number {
  const other = new Int8Array(packed.buffer, packed.byteOffset, packed.byteLength)
  let product = 0
  let own = 0
  let others = 0
  for (let dimension = 0; dimension < vector.length; dimension += 1) {
    const [a, b] = [vector[dimension] ?? 0, other[dimension] ?? 0]
    product += a * b
    own += a * a
    others += b * b
  }
  return own > 0 && others > 0 ? product / Math.sqrt(own * others) : 0
}
