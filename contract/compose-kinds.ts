/* No schema here: the dashboard reads these lists too, and its pages load no validator. */

/** Kinds of messages that are put together in a form of their own. */
export const insertKinds = [
  'buttons',
  'list',
  'link',
  'cards',
  'form',
  'flow',
  'products',
  'catalog',
  'location',
  'contact-cards',
  'location-request',
  'contact-request',
] as const
export type InsertKind = (typeof insertKinds)[number]

/** What can be composed besides texts and files. */
export const composeKinds = [...insertKinds, 'reaction'] as const
export type ComposeKind = (typeof composeKinds)[number]
