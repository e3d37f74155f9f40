import type { Module } from '../../platform/module.ts'
import './tables.ts'
import { contactRoutes } from './routes.ts'

/** People and the ids by which each connection knows them. It knows nothing of what was said: deleting a contact is the pipeline's route. */
export const contactsModule: Module = {
  name: 'contacts',
  routes: contactRoutes,
  personalData: [
    {
      table: 'contacts',
      purpose: 'The customers of the business.',
      personal: ['name', 'email', 'phone', 'language', 'attributes'],
      other: ['workspace_id', 'id', 'blocked', 'restricted', 'opted_out', 'created_at', 'updated_at'],
      subject: { column: 'id', is: 'contact' },
      erasure: 'delete',
      retention: 'with-subject',
    },
    {
      table: 'contact_identities',
      purpose: 'By which ids each connected channel knows a customer.',
      personal: ['external_id', 'username'],
      other: ['workspace_id', 'channel_id', 'contact_id', 'verified', 'unreachable', 'created_at'],
      subject: { column: 'contact_id', is: 'contact' },
      erasure: 'delete',
      retention: 'with-subject',
    },
  ],
  egress: [],
}
