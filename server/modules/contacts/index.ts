export { mergeContacts } from './merge-contacts.ts'
export { contactsModule } from './module.ts'
export { plainPhone } from './normalise-phone.ts'
export { getContact } from './queries.ts'
