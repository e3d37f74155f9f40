import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newAgentSchema } from '../../../contract/agents.ts'
import { sampleByName } from '../../../emulators/index.ts'
import { newId } from '../../platform/ids.ts'
import type { TurnAttachment } from '../conversations/index.ts'
import { prepareAgent } from './load-agent.ts'
import { type AgentWorld, agentWorld } from './testing/agent-world.ts'
import { understandMedia } from './understand-media.ts'

let world: AgentWorld
beforeAll(async () => {
  world = await agentWorld()
})
afterAll(() => world.close())

const agentOf = (settings: object = {}) =>
  world.deps.db.withWorkspace(world.workspaceId, (tx) =>
    prepareAgent(world.deps, tx, { workspace_id: world.workspaceId, id: newId() }, newAgentSchema.parse({ name: 'Mia', ...settings })),
  )

async function stored(bytes: Uint8Array, kind: TurnAttachment['kind'], mimeType: string): Promise<TurnAttachment> {
  const fileId = newId()
  await world.deps.files.put({ workspaceId: world.workspaceId, fileId }, bytes)
  return { id: newId(), kind, mimeType, name: null, fileId, transcript: null, description: null }
}

test('a voice note is heard; card numbers in it are not kept', async () => {
  const audio = sampleByName('voice-delivery').bytes
  world.model.registerMedia(audio, 'Charge 4242 4242 4242 4242 please')
  const attachment = await stored(audio, 'audio', 'audio/ogg; codecs=opus')
  expect(await understandMedia(world.deps, { workspaceId: world.workspaceId, attachment, agent: await agentOf() })).toEqual({
    transcript: 'Charge [card ending in 4242] please',
    description: null,
  })
})

test('a picture is described from a smaller copy without its place', async () => {
  const picture = await sharp({ create: { width: 2400, height: 1200, channels: 3, background: '#d02020' } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '43/1 15/1 0/1' } })
    .jpeg()
    .toBuffer()
  const attachment = await stored(picture, 'image', 'image/jpeg')
  const understood = await understandMedia(world.deps, { workspaceId: world.workspaceId, attachment, agent: await agentOf() })
  expect(understood?.description).toMatch(/red/i)
  const sent = JSON.stringify(world.model.ledger.entries().at(-1)?.body)
  const jpeg = Buffer.from(/data:image\/jpeg;base64,([^"]+)/.exec(sent)?.[1] ?? '', 'base64')
  const { width, exif } = await sharp(jpeg).metadata()
  expect(width).toBe(1024)
  expect(exif).toBe(undefined)
})

test('a small picture that says nothing of its place goes as it is', async () => {
  const { bytes, description } = sampleByName('picture-mug')
  const attachment = await stored(bytes, 'image', 'image/png')
  const understood = await understandMedia(world.deps, { workspaceId: world.workspaceId, attachment, agent: await agentOf() })
  expect(understood?.description).toContain(description)
})

test('null when nothing can be understood: no file yet, no picture, a model that fails, no budget', async () => {
  const agent = await agentOf()
  const broken = await stored(Buffer.from('<svg onload=x>'), 'image', 'image/jpeg')
  const ask = (attachment: TurnAttachment) => understandMedia(world.deps, { workspaceId: world.workspaceId, attachment, agent })
  expect(await ask({ ...broken, fileId: null })).toBe(null)
  expect(await ask(broken)).toBe(null)
  expect(await ask({ ...broken, kind: 'document' })).toBe(null)
  world.model.faults.add({ kind: 'status', status: 400 })
  expect(await ask(await stored(Buffer.from('audio'), 'audio', 'audio/ogg'))).toBe(null)
  world.model.faults.clear()
})
