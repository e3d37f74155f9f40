export { mergeContacts } from './merge-contacts.ts'
export { contactsModule } from './module.ts'
export { getContact } from './queries.ts'
