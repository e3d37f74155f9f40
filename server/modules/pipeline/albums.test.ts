import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { sampleByName } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'
import { openPipeline } from './open-pipeline.ts'
import { createReceiver } from './receive.ts'

let bot: TestBot
let person = 7_000_000_000
let updates = 1

beforeAll(async () => {
  bot = await testBot()
  // The emulator serves the files; the updates of these tests are posted.
  const sample = sampleByName('picture-mug')
  for (const id of ['one', 'two', 'three', 'four'])
    bot.telegram.network.files.set(id, {
      id,
      uniqueId: id,
      path: `photos/${id}.png`,
      bytes: sample.bytes,
      mimeType: sample.mimeType,
      name: null,
    })
}, 60_000)
beforeEach(async () => {
  person += 1
  bot.openai.script(() => ({ text: 'Lovely.' }))
  await setMode('off')
})
afterAll(() => bot.close())

const setMode = (mode: 'auto' | 'off', replyDelayMs = 0) => bot.ask('PATCH', `/api/v1/agents/${bot.agentId}`, { mode, replyDelayMs })

interface Part {
  number: number
  file?: string
  caption?: string
  text?: string
}

function update({ number, file, caption, text }: Part, album = '99'): object {
  const from = { id: person, is_bot: false, first_name: `Aru ${person}` }
  const media = file && { photo: [{ file_id: file, file_unique_id: file, width: 10, height: 10 }], media_group_id: album }
  const message = {
    message_id: number,
    date: Math.floor(Date.now() / 1000),
    chat: { ...from, type: 'private' },
    from,
    ...media,
    caption,
    text,
  }
  return { update_id: 500_000 + updates++, message }
}

const albumOf = (...files: string[]) =>
  files.map((file, index) => update({ number: 10 + index, file, ...(index === 0 && { caption: 'Which?' }) }))

async function messages(): Promise<Message[]> {
  const id = (await conversation())?.id
  return id ? (await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages?limit=100`)).data : []
}

async function conversation(): Promise<Conversation | undefined> {
  const { data } = await bot.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?limit=100`)
  return data.find(({ contact }) => contact.name === `Aru ${person}`)
}

/** Which pictures a message has, in the order in which they are shown. */
async function pictures(message: Message | undefined): Promise<string[]> {
  const { rows } = await bot.app.database.ownerPool.query<{ file: string }>(
    `select reference ->> 'fileId' as file from attachments where message_id = $1 order by position`,
    [message?.id],
  )
  expect(message?.attachments).toHaveLength(rows.length)
  return rows.map((row) => row.file)
}

const inbound = async () => (await messages()).filter((message) => message.direction === 'inbound')

describe('pictures sent together are one message', () => {
  test('whatever the order, with doubles and other words in between', async () => {
    const order = fc.sample(fc.shuffledSubarray([0, 1, 2, 3, 0, 1, 2, 3, 4], { minLength: 9 }), { numRuns: 6, seed: 3 })
    for (const places of order) {
      person += 1
      const all = [...albumOf('one', 'two', 'three', 'four'), update({ number: 14, text: 'And this?' })]
      for (const place of places) expect(await bot.post(all[place] as object)).toBe(200)
      const found = await inbound()
      expect(found.map((message) => message.text).sort()).toEqual(['And this?', 'Which?'])
      const album = found.find((message) => message.attachments.length > 0)
      expect(album).toMatchObject({ type: 'image', text: 'Which?' })
      expect(await pictures(album)).toEqual(['one', 'two', 'three', 'four'])
    }
  })

  test('when all of them come at the same moment, and by several processes', async () => {
    const other = createReceiver(bot.app.deps)
    const open = await openPipeline(bot.app.deps).connections.get(bot.owner.workspaceId, bot.channelId)
    if (!open) throw new Error('the channel is gone')
    const [first, second, third, fourth] = albumOf('one', 'two', 'three', 'four') as [object, object, object, object]
    const byOther = (body: object) => {
      const request = { method: 'POST', url: '/', query: {}, headers: {}, body: Buffer.from(JSON.stringify(body)) }
      return other.record(open.adapter.parse(request, open.connection), open)
    }
    await Promise.all([bot.post(third), byOther(first), bot.post(second), byOther(fourth), byOther(third), bot.post(first)])
    const [album, ...more] = await inbound()
    expect(more).toEqual([])
    expect(await pictures(album)).toEqual(['one', 'two', 'three', 'four'])
    expect(await conversation()).toMatchObject({ unreadCount: 1, lastMessage: { id: album?.id } })
    await other.idle()
  })

  test('while two albums at once stay two, and a picture by itself is none', async () => {
    const bodies = [
      update({ number: 10, file: 'one' }, 'a'),
      update({ number: 20, file: 'three' }, 'b'),
      update({ number: 11, file: 'two' }, 'a'),
      update({ number: 21, file: 'four' }, 'b'),
    ]
    await Promise.all(bodies.map((body) => bot.post(body)))
    const found = await inbound()
    expect((await Promise.all(found.map(pictures))).sort()).toEqual([
      ['one', 'two'],
      ['three', 'four'],
    ])
    expect(await conversation()).toMatchObject({ unreadCount: 2 })
  })

  test('every file is fetched', async () => {
    for (const body of albumOf('one', 'two')) await bot.post(body)
    await eventually(async () => expect((await inbound())[0]?.attachments.map((file) => file.status)).toEqual(['ready', 'ready']), 15_000)
  })
})

describe('each of its messages is still known', () => {
  test('a caption that is changed changes its own words only', async () => {
    await bot.post(update({ number: 10, file: 'one', caption: 'red' }))
    await bot.post(update({ number: 11, file: 'two', caption: 'blue' }))
    expect((await inbound())[0]?.text).toBe('red\n\nblue')
    const { message } = update({ number: 11, file: 'two', caption: 'green' }) as { message: object }
    await bot.post({ update_id: 500_000 + updates++, edited_message: { ...message, edit_date: Math.floor(Date.now() / 1000) } })
    expect((await inbound())[0]).toMatchObject({ text: 'red\n\ngreen', editedAt: expect.any(String) })
  })

  test('a picture that is changed takes the place of the old one, in an album and by itself', async () => {
    const edit = (part: Part, album?: string) => {
      const { message } = update(part, album) as { message: object }
      return bot.post({ update_id: 500_000 + updates++, edited_message: { ...message, edit_date: Math.floor(Date.now() / 1000) } })
    }
    for (const body of albumOf('one', 'two')) await bot.post(body)
    await edit({ number: 11, file: 'three' })
    const [album] = await inbound()
    expect(album).toMatchObject({ type: 'image', text: 'Which?' })
    expect(await pictures(album)).toEqual(['one', 'three'])
    await edit({ number: 10, file: 'one', caption: 'These?' })
    expect((await inbound())[0]?.text).toBe('These?')
    expect(await pictures((await inbound())[0])).toEqual(['one', 'three'])

    person += 1
    await bot.post(update({ number: 20, text: 'Soon' }))
    await edit({ number: 20, file: 'four', caption: 'Here' })
    const [single] = await inbound()
    expect(single).toMatchObject({ type: 'image', text: 'Here' })
    expect(await pictures(single)).toEqual(['four'])
    await eventually(async () => expect((await inbound())[0]?.attachments[0]?.status).toBe('ready'), 15_000)
  })

  test('a quote of its second picture leads to it', async () => {
    for (const body of albumOf('one', 'two')) await bot.post(body)
    const { message } = update({ number: 12, text: 'This one' }) as { message: { chat: object } }
    await bot.post({ update_id: 500_000 + updates++, message: { ...message, reply_to_message: { message_id: 11, chat: message.chat } } })
    const [album, quote] = (await inbound()).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    expect(quote?.replyTo?.messageId).toBe(album?.id)
  })

  test('a replay of one of them adds nothing', async () => {
    for (const body of albumOf('one', 'two')) await bot.post(body)
    const { rows } = await bot.app.database.ownerPool.query<{ id: string }>(
      `select id from channel_events where body -> 'message' -> 'from' ->> 'id' = $1`,
      [String(person)],
    )
    for (const { id } of rows) await bot.ask('POST', `/api/v1/channels/${bot.channelId}/events/${id}/replay`)
    const [album, ...more] = await inbound()
    expect(more).toEqual([])
    expect(await pictures(album)).toEqual(['one', 'two'])
  })

  test('one that is taken back goes, and its traces; the last takes the message with it', async () => {
    const chat = { id: person, first_name: `Aru ${person}`, type: 'private' }
    const ofBusiness = (body: object) => {
      const { message, update_id } = body as { message: object; update_id: number }
      return { update_id, business_message: { ...message, business_connection_id: 'conn_1' } }
    }
    for (const body of [update({ number: 10, file: 'one', caption: 'keep' }), update({ number: 11, file: 'two', caption: 'oops' })])
      await bot.post(ofBusiness(body))
    const takeBack = (...message_ids: number[]) =>
      bot.post({ update_id: 500_000 + updates++, deleted_business_messages: { business_connection_id: 'conn_1', chat, message_ids } })
    await takeBack(11)
    const [album] = await inbound()
    expect(album).toMatchObject({ text: 'keep', deletedAt: null })
    expect(await pictures(album)).toEqual(['one'])
    const { rows } = await bot.app.database.ownerPool.query(`select from channel_events where body::text like '%oops%'`)
    expect(rows).toHaveLength(0)
    await takeBack(10)
    expect((await inbound())[0]).toMatchObject({ text: null, deletedAt: expect.any(String), attachments: [] })
  })
})

describe('the answer', () => {
  const answers = async () => (await messages()).filter((message) => message.author.type === 'agent')

  test('waits for all of it, also where the agent answers at once, and is one', async () => {
    await setMode('auto')
    for (const body of albumOf('one', 'two', 'three')) {
      await bot.post(body)
      await sleep(300)
    }
    await eventually(async () => expect(await answers()).toHaveLength(1), 30_000)
    await sleep(1_500)
    expect(await answers()).toHaveLength(1)
    expect(await inbound()).toHaveLength(1)
  })

  test('what comes after it is a message of its own, and answered too', async () => {
    await setMode('auto')
    const [first, second, late] = albumOf('one', 'two', 'three') as [object, object, object]
    await bot.post(first)
    await bot.post(second)
    await eventually(async () => expect(await answers()).toHaveLength(1), 30_000)
    await bot.post(late)
    await eventually(async () => expect(await answers()).toHaveLength(2), 30_000)
    expect((await Promise.all((await inbound()).map(pictures))).sort()).toEqual([['one', 'two'], ['three']])
  })
})

test('several files of the team arrive as one album', async () => {
  const customer = bot.telegram.customer({ id: person, name: `Aru ${person}` })
  await customer.send({ type: 'text', text: 'Show me' }).delivered
  const { id } = await eventually(async () => {
    const found = await conversation()
    expect(found).toBeDefined()
    return found as Conversation
  })
  const upload = async () => {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(sampleByName('picture-mug').bytes)], { type: 'image/png' }), 'mug.png')
    const answer = await fetch(`${bot.app.url}/api/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bot.owner.key}` },
      body: form,
    })
    return ((await answer.json()) as { id: string }).id
  }
  const attachments = [{ fileId: await upload() }, { fileId: await upload() }]
  await bot.ask('POST', `/api/v1/conversations/${id}/messages`, { text: 'Two mugs', attachments })
  await customer.waitForMessage((message) => message.text === 'Two mugs')
  await eventually(async () => {
    const sent = (await messages()).find((message) => message.text === 'Two mugs')
    expect(sent).toMatchObject({ status: 'sent' })
    // A reaction to the second picture finds the message.
    const second = customer.inbox.at(-1)
    await customer.react(Number(second?.id), '👍')
    expect((await messages()).find((message) => message.id === sent?.id)?.reactions).toMatchObject([{ emoji: '👍' }])
  }, 15_000)
})
