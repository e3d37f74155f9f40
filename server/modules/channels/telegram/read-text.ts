import { asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'

const mostLinks = 50

/** The words of a message. Where some of them lead to an address that they do not show, it follows them in brackets. */
export function readText(message: JsonObject): string | null {
  const text = asText(message.text)
  if (text !== null) return withLinks(text, message.entities)
  const caption = asText(message.caption)
  return caption === null ? null : withLinks(caption, message.caption_entities)
}

/** From the last to the first: offsets count in the text as it came. */
function withLinks(text: string, entities: unknown): string {
  const links = asList(entities)
    .map(asObject)
    .flatMap((entity) =>
      entity?.type === 'text_link' ? [{ url: asText(entity.url, 2000), end: endOf(entity), words: wordsOf(text, entity) }] : [],
    )
    .toSorted((one, other) => other.end - one.end)
    .slice(0, mostLinks)
  let linked = text
  for (const { url, end, words } of links) {
    if (url === null || !/^(https?|tg):\/\//i.test(url) || end > text.length || isSame(words, url)) continue
    linked = `${linked.slice(0, end)} (${url})${linked.slice(end)}`
  }
  return linked.toWellFormed()
}

function endOf(entity: JsonObject): number {
  return Math.max(0, (asNumber(entity.offset) ?? 0) + (asNumber(entity.length) ?? 0))
}

function wordsOf(text: string, entity: JsonObject): string {
  return text.slice(Math.max(0, asNumber(entity.offset) ?? 0), endOf(entity))
}

function isSame(words: string, url: string): boolean {
  const bare = (address: string) => address.replace(/^https?:\/\//i, '').replace(/\/$/, '')
  return bare(words.trim()) === bare(url)
}
