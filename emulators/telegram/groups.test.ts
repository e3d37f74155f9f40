import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkTelegramType } from '../spec/telegram-spec.ts'
import { startTelegramEmulator, type TelegramEmulator } from './start-telegram-emulator.ts'

const token = '123456789:AAE-test-token_1'
let emulator: TelegramEmulator

beforeEach(async () => {
  emulator = await startTelegramEmulator()
  emulator.provision({ token, username: 'demo_shop_bot', name: 'Demo Shop' })
})
afterEach(() => emulator.close())

async function call(method: string, parameters: object = {}): Promise<{ result?: unknown; description?: string; parameters?: object }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${emulator.url}/bot${token}/${method}`, { method: 'POST', headers, body: JSON.stringify(parameters) })
  return (await response.json()) as { result?: unknown; description?: string; parameters?: object }
}

const updates = async () => (await call('getUpdates')).result as Record<string, unknown>[]
const kerry = () => emulator.customer({ id: 5_000_000_001, name: 'Kerry' })

test('a group is written to from the invitation until the bot leaves, and of both it is told', async () => {
  const group = emulator.group({ id: -77, title: 'Friends' })
  expect((await call('sendMessage', { chat_id: -77, text: 'hi' })).description).toBe('Forbidden: bot is not a member of the group chat')
  void group.invite(kerry().person)
  expect((await call('sendMessage', { chat_id: -77, text: 'hi' })).result).toMatchObject({
    chat: { id: -77, title: 'Friends', type: 'group' },
  })
  expect(await call('leaveChat', { chat_id: -77 })).toMatchObject({ result: true })
  expect(group.hasBot).toBe(false)
  const told = await updates()
  expect(told).toMatchObject([
    { my_chat_member: { from: { first_name: 'Kerry' }, new_chat_member: { status: 'member' } } },
    { my_chat_member: { new_chat_member: { status: 'left' } } },
  ])
  kerry().start()
  expect((await call('leaveChat', { chat_id: 5_000_000_001 })).description).toContain("can't be left")
})

test('members write, with names and commands as entities', async () => {
  const group = emulator.group({ id: -77, title: 'Friends' })
  void group.invite(kerry().person)
  void group.say(kerry().person, 'hey @demo_shop_bot /price@demo_shop_bot').delivered
  const update = (await updates()).at(-1)
  expect(update).toMatchObject({
    message: {
      from: { first_name: 'Kerry' },
      chat: { id: -77 },
      entities: [
        { type: 'mention', offset: 4, length: 14 },
        { type: 'bot_command', offset: 19, length: 20 },
      ],
    },
  })
  expect(await checkTelegramType('Update', update)).toEqual([])
})

test('one that becomes a supergroup refuses the old number and names the new one', async () => {
  const group = emulator.group({ id: -77, title: 'Friends' })
  void group.invite(kerry().person)
  void group.migrate(-100_77)
  expect(await call('sendMessage', { chat_id: -77, text: 'hi' })).toMatchObject({
    error_code: 400,
    parameters: { migrate_to_chat_id: -10_077 },
  })
  expect((await call('sendMessage', { chat_id: -10_077, text: 'hi' })).result).toMatchObject({ chat: { type: 'supergroup' } })
  expect((await updates()).slice(1)).toMatchObject([
    { message: { chat: { id: -77 }, migrate_to_chat_id: -10_077 } },
    { message: { chat: { id: -10_077 }, migrate_from_chat_id: -77 } },
  ])
})

test('an album is so many messages with one number', async () => {
  kerry().sendAlbum([
    { type: 'photo', sample: 'picture-mug', caption: 'Two' },
    { type: 'photo', sample: 'picture-mug' },
  ])
  const albums = (await updates()).map(({ message }) => (message as { media_group_id?: string }).media_group_id)
  expect(albums).toEqual([expect.stringMatching(/^\d+$/), albums[0]])
})

test('menus are kept by scope and language, until they are deleted', async () => {
  const scope = { type: 'all_private_chats' }
  const commands = [{ command: 'privacy', description: 'Daten' }]
  await call('setMyCommands', { commands, scope, language_code: 'de' })
  expect((await call('getMyCommands', { scope, language_code: 'de' })).result).toEqual(commands)
  expect((await call('getMyCommands', { scope })).result).toEqual([])
  await call('deleteMyCommands', { scope, language_code: 'de' })
  expect((await call('getMyCommands', { scope, language_code: 'de' })).result).toEqual([])
})
