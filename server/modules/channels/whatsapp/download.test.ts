import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { connection, fixedClock } from './whatsapp-fixtures.ts'

const facts = {
  messaging_product: 'whatsapp',
  url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
  mime_type: 'image/png',
  // In the answer hex or base64, in webhooks base64: compared with nothing.
  sha256: 'BiAnAV6LW5wCXfKtP3Uw6VqFZ0JgxwDSx0Gr3d1Lo7Q=',
  file_size: '5',
  id: '1',
}

interface Asked {
  url: string
  headers: Headers
}

function adapterWith(file: Response, answer: object = facts) {
  const asked: Asked[] = []
  const note = (url: unknown, init?: RequestInit) => void asked.push({ url: String(url), headers: new Headers(init?.headers) })
  const adapter = createWhatsAppAdapter({
    fetch: async (url, init) => {
      note(url, init)
      return Response.json(answer)
    },
    fetchMedia: async (url, init) => {
      note(url, init)
      return file
    },
    clock: fixedClock,
  })
  return { asked, download: () => adapter.download?.({ id: '1' }, connection) }
}

describe('meta 3.3: a file', () => {
  test('is asked for by its id, then fetched with the token and a name; its size may come as text', async () => {
    const { asked, download } = adapterWith(new Response('bytes'))
    const file = await download()
    expect(file && [await text(file.stream), file.mimeType, file.size]).toEqual(['bytes', 'image/png', 5])
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(['/v25.0/1', '/whatsapp_business/attachments/'])
    for (const { headers } of asked) expect(headers.get('authorization')).toBe('Bearer EAAtest')
    expect(asked[1]?.headers.get('user-agent')).toBeTruthy()
  })

  test('whose address has run out is tried again, by its id', async () => {
    const { download } = adapterWith(new Response('Not found', { status: 404 }))
    await expect(download()).rejects.toMatchObject({ code: 'media', retryable: true })
  })

  test('that WhatsApp refuses is not asked for for ever', async () => {
    const { download } = adapterWith(new Response('Forbidden', { status: 403 }))
    await expect(download()).rejects.toMatchObject({ code: 'media', retryable: false })
  })

  test.each(['https://evilfacebook.com/x', 'https://facebook.com.evil.example/x', 'http://lookaside.fbsbx.com/x', 'no address'])(
    'at %s is not fetched: the token goes to Meta’s hosts only',
    async (url) => {
      const { asked, download } = adapterWith(new Response('bytes'), { ...facts, url })
      await expect(download()).rejects.toThrow(/no usable address/)
      expect(asked).toHaveLength(1)
    },
  )
})
