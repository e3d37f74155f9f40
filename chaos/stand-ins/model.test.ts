import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { openModel } from './model.ts'

it('answers with nothing and with two answers at times, besides failing', async () => {
  const model = await openModel(createRandom(1), 1, [10, 20])
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'kqs1w1n1zx1 hello' }] })
  const ask = async (): Promise<string[] | number | undefined> => {
    const answer = await fetch(`${model.url}/v1/chat/completions`, { method: 'POST', body }).catch(() => null)
    if (answer?.status !== 200) return answer?.status
    const read = (await answer.json().catch(() => null)) as { choices: { message: { content: string } }[] } | null
    return read?.choices.map(({ message }) => message.content)
  }
  const heard = await Promise.all(Array.from({ length: 60 }, ask))
  expect(heard).toEqual(
    expect.arrayContaining([429, 503, undefined, [''], ['Noted: kqs1w1n1zx1'], ['Noted: kqs1w1n1zx1', 'Noted: kqs1w1n1zx1']]),
  )
  model.heal()
  expect(await ask()).toEqual(['Noted: kqs1w1n1zx1'])
  await model.close()
})
