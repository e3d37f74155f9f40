import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../../inbound-event.ts'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { connection as instagramAccount } from '../../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { connection as pageConnection } from '../../messenger/messenger-fixtures.ts'
import type { OutboundMessage } from '../../outbound-message.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'
import { escapedJson, signedBy } from './messaging-fixtures.ts'

const messenger = createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const instagram = createInstagramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const page: typeof pageConnection = { ...pageConnection, settings: { ...pageConnection.settings, comments: 'answer' } }
const account: typeof instagramAccount = { ...instagramAccount, settings: { ...instagramAccount.settings, comments: 'answer' } }
const { pageId } = page.settings
const { instagramAccountId } = account.settings

/** …/graph-api/webhooks/reference/page: `feed`. */
const pageComment = {
  item: 'comment',
  verb: 'add',
  comment_id: '700_42',
  post_id: `${pageId}_700`,
  parent_id: `${pageId}_700`,
  from: { id: '7150000000000002', name: 'Aruzhan' },
  message: 'In red?',
  created_time: 1793300000,
  post: { permalink_url: 'https://www.facebook.com/posts/700' },
}
/** …/instagram-platform/webhooks/examples. */
const instagramComment = {
  id: '17865799348089039',
  from: { id: '9150000000000002', username: 'aru' },
  text: 'In red?',
  media: { id: '17900000000000001', media_product_type: 'FEED' },
}

const onPage = (value: object, on = page, field = 'feed') =>
  messenger.parse(
    signedBy('x', escapedJson({ object: 'page', entry: [{ id: pageId, time: 1793300001, changes: [{ field, value }] }] })),
    on,
  )
const onInstagram = (entry: object, on = account) =>
  instagram.parse(signedBy('x', escapedJson({ object: 'instagram', entry: [{ id: instagramAccountId, time: 1793300001, ...entry }] })), on)

describe('what is written below posts', () => {
  test('of a page is a message of its author, which is answered by its own id', () => {
    expect(onPage(pageComment)).toMatchObject([
      {
        kind: 'message',
        eventId: 'comment:700_42',
        externalId: 'comment:700_42',
        answerTo: 'comment:700_42',
        at: 1793300000_000,
        sender: { externalId: '7150000000000002', name: 'Aruzhan' },
        content: {
          type: 'text',
          text: 'In red?',
          referral: { source: 'comment', url: 'https://www.facebook.com/posts/700', externalId: `${pageId}_700` },
        },
      },
    ])
  })

  test.each([
    ['in the entry itself', { field: 'comments', value: instagramComment }],
    ['among its changes', { changes: [{ field: 'comments', value: instagramComment }] }],
  ])('of an Instagram account comes %s', (_name, entry) => {
    expect(onInstagram(entry)).toMatchObject([
      {
        kind: 'message',
        externalId: 'comment:17865799348089039',
        answerTo: 'comment:17865799348089039',
        at: 1793300001_000,
        sender: { externalId: '9150000000000002', username: 'aru', name: 'aru' },
        content: { text: 'In red?', referral: { source: 'comment', url: null, externalId: '17900000000000001' } },
      },
    ])
  })

  test('changed and removed on a page, it changes and goes here, and in the journal', () => {
    expect(onPage({ ...pageComment, verb: 'edited', message: 'In blue?' })).toMatchObject([
      { kind: 'edit', targetExternalId: 'comment:700_42', text: 'In blue?' },
    ])
    const { from: _, message: _message, ...removed } = pageComment
    expect(onPage({ ...removed, verb: 'remove' })).toMatchObject([
      { kind: 'delete', targetExternalId: 'comment:700_42', inJournal: [{ comment: { value: { comment_id: '700_42' } } }] },
    ])
  })

  test('whose author is not told can be answered; a picture alone is shown', () => {
    const { from: _, ...hidden } = pageComment
    expect(onPage(hidden)).toMatchObject([{ kind: 'message', sender: { externalId: 'comment:700_42', name: null } }])
    const photo = { ...pageComment, message: '', photo: 'https://scontent.fbcdn.net/a.jpg' }
    expect(onPage(photo)).toMatchObject([{ content: { type: 'image', text: null, media: [{ reference: { url: photo.photo } }] } }])
    expect(onPage({ ...pageComment, message: '' })).toMatchObject([{ content: { type: 'unsupported', unsupported: 'comment' } }])
  })

  test.each<[string, InboundEvent[]]>([
    ['the account’s own', onPage({ ...pageComment, from: { id: pageId, name: 'Shop' } })],
    ['a post', onPage({ ...pageComment, item: 'post' })],
    ['a comment that was hidden', onPage({ ...pageComment, verb: 'hide' })],
    ['another field', onPage(pageComment, page, 'mention')],
    ['comments of a live video', onInstagram({ field: 'live_comments', value: instagramComment })],
    ['where comments are not wanted', onPage(pageComment, pageConnection)],
    ['where comments are not wanted, on Instagram', onInstagram({ field: 'comments', value: instagramComment }, instagramAccount)],
  ])('is nothing to us: %s', (_name, events) => {
    expect(events).toMatchObject([{ kind: 'ignored' }])
    // Who wrote what stays where it was written.
    expect(JSON.stringify(events)).not.toMatch(/In red|Aruzhan|aru"/)
  })

  test('without an id it stays in the journal', () => {
    expect(onPage({ ...pageComment, comment_id: undefined })).toMatchObject([{ kind: 'poison' }])
  })

  test('is read again from the journal as the same event', () => {
    const [first] = onPage(pageComment)
    const body = messenger.restore?.('message', JSON.parse(JSON.stringify(first?.raw)), page)
    if (!body) throw new Error('nothing to read again')
    expect(messenger.parse(signedBy('x', body), page)).toEqual([first])
  })
})

describe('an answer', () => {
  const base: OutboundMessage = {
    id: '01993b5e-7c10-7000-8000-00000000000a',
    recipient: { externalId: 'comment:700_42', phone: null },
    text: 'Yes, in red too.',
    media: [],
    interactive: null,
    location: null,
    template: null,
    replyToExternalId: null,
    byHuman: true,
    isLate: true,
  }
  const bodies = (message: Partial<OutboundMessage>) => messenger.render({ ...base, ...message }, page).map(({ body }) => body)

  test('to a comment goes to its author alone, without a tag', () => {
    const metadata = '01993b5e-7c10-7000-8000-00000000000a.0'
    expect(bodies({})).toEqual([{ recipient: { comment_id: '700_42' }, message: { text: 'Yes, in red too.', metadata } }])
    // A quoted comment is answered, whoever answers go to by then.
    expect(bodies({ recipient: { externalId: '2002', phone: null }, replyToExternalId: 'comment:700_43' })).toMatchObject([
      { recipient: { comment_id: '700_43' } },
    ])
    expect(bodies({ replyToExternalId: 'comment:700_42' })[0]).not.toHaveProperty('reply_to')
    expect(instagram.render(base, account)[0]?.body).toEqual({ recipient: { comment_id: '700_42' }, message: { text: 'Yes, in red too.' } })
  })

  test('is no reaction: a comment takes none, and nobody knows the person by that id', () => {
    const reaction = (targetExternalId: string) => ({ text: null, reaction: { targetExternalId, emoji: '👍' } })
    expect(() => bodies(reaction('comment:700_42'))).toThrow('Answer it in words')
    expect(() => bodies(reaction('m_1'))).toThrow('Answer it in words')
    const recipient = { externalId: '2002', phone: null }
    expect(bodies({ ...reaction('m_1'), recipient })).toEqual([
      { recipient: { id: '2002' }, sender_action: 'react', payload: { message_id: 'm_1', reaction: '👍' } },
    ])
  })

  test('is one message: choices are written out, and what would be more is refused as a whole', () => {
    const interactive = { kind: 'buttons' as const, buttons: [{ id: 'y', title: 'Yes' }] }
    expect(bodies({ interactive })).toMatchObject([{ message: { text: 'Yes, in red too.\n\n1. Yes' } }])
    const picture = { kind: 'image' as const, mimeType: 'image/png', name: 'a.png', size: 9, fileId: 'file-1', voice: false }
    for (const message of [
      { text: 'x'.repeat(2001) },
      { media: [picture] },
      { linkedFiles: [{ url: 'https://shop.example/a.png', kind: 'image' as const }] },
    ])
      expect(() => bodies(message)).toThrow(/one message of up to 2000/)
  })
})
