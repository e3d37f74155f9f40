import { expect, test } from 'vitest'
import { safeAddress, splitText } from './split-text.ts'

const links = (text: string) => splitText(text).flatMap((piece) => (piece.kind === 'link' ? [piece.href] : []))

test('addresses become links and the sentence keeps its full stop', () => {
  expect(splitText('See https://shop.example/a?b=1. Or (https://shop.example/c)!')).toEqual([
    { kind: 'text', text: 'See ' },
    { kind: 'link', text: 'https://shop.example/a?b=1', href: 'https://shop.example/a?b=1' },
    { kind: 'text', text: '.' },
    { kind: 'text', text: ' Or (' },
    { kind: 'link', text: 'https://shop.example/c', href: 'https://shop.example/c' },
    { kind: 'text', text: ')!' },
  ])
})

test('nothing of the text is lost or changed', () => {
  const text = '**Bold** and *not* ** either, tel:+77010000000 «https://a.example»… mailto:a@b.example\nسلام'
  expect(
    splitText(text)
      .map((piece) => (piece.kind === 'bold' ? `**${piece.text}**` : piece.text))
      .join(''),
  ).toBe(text)
})

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  '//evil.example',
  '[click](javascript:alert(1))',
  '<a href="javascript:alert(1)">x</a>',
  'https://',
])('%s is no link', (text) => {
  expect(links(text)).toEqual([])
})

test('a link cannot carry an attribute or a tag along', () => {
  expect(links('https://a.example/"onmouseover="alert(1)')).toEqual(['https://a.example/'])
  expect(links('https://a.example/<script>')).toEqual(['https://a.example/'])
})

test.each([
  ['https://a.example/x', 'https://a.example/x'],
  ['mailto:a@b.example', 'mailto:a@b.example'],
  [' javascript:alert(1)', null],
  ['\u0001javascript:alert(1)', null],
  ['blob:https://a.example/x', null],
  ['relative/path', null],
])('%j is safe as %j', (address, expected) => {
  expect(safeAddress(address)).toBe(expected)
})
