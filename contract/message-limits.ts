/**
 * What one message may hold whatever the channel; what a channel takes less of is degraded by its adapter. Lengths in UTF-16 units. The API refuses
 * more, and the composer says so while somebody types.
 */
export const messageLimits = {
  text: 10_000,
  attachments: 10,
  /** Words on a button, in a row, on a card. */
  title: 80,
  /** A short line above or below choices. */
  line: 60,
  buttons: 10,
  sections: 10,
  rowsOfSection: 10,
  rowDescription: 200,
  cards: 10,
  cardText: 300,
  cardPrice: 40,
  cardButtons: 3,
  fields: 10,
  fieldLabel: 120,
  fieldOptions: 20,
  submit: 40,
  products: 30,
  url: 2000,
  contactName: 300,
  contactEmails: 20,
} as const
