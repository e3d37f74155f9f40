import { callProvider, failure, isRecord, type ProviderAccount, records } from './call-provider.ts'

const batchSize = 96

/** `POST /embeddings`. One vector a text, in the texts' order. */
export async function openAiEmbed(
  account: ProviderAccount,
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  const vectors: number[][] = []
  for (let start = 0; start < texts.length; start += batchSize) {
    const input = texts.slice(start, start + batchSize)
    const body = await callProvider(account, '/embeddings', JSON.stringify({ model, input, encoding_format: 'float' }), signal)
    const batch: number[][] = []
    for (const item of records(isRecord(body) ? body.data : undefined)) {
      if (typeof item.index === 'number' && isVector(item.embedding)) batch[item.index] = item.embedding
    }
    for (let index = 0; index < input.length; index += 1) {
      const vector = batch[index]
      if (!vector) throw failure(account.provider, 'bad-answer', false, { message: `${account.provider} left out a vector` })
      vectors.push(vector)
    }
  }
  return vectors
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === 'number'
}
