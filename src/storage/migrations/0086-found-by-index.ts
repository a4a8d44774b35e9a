import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/**
 * Deliveries that are over are looked for to be forgotten, first answers of the last day for the desk's monitor, and what a
 * topic refused to find topics that were deleted.
 */
export const foundByIndex: StorageMigration = {
  name: '0086-found-by-index',
  async up({ schema }) {
    await schema
      .createIndex('webhook_deliveries_settled')
      .on('webhook_deliveries')
      .column('settled_at')
      .where(sql.ref('settled_at'), 'is not', null)
      .execute();
    await schema
      .createIndex('cases_first_responded')
      .on('cases')
      .column('first_responded_at')
      .where(sql.ref('first_responded_at'), 'is not', null)
      .execute();
    await schema
      .createIndex('outbox_refused_by_topic')
      .on('outbox')
      .column('address_key')
      .where(sql<boolean>`state = 'refused' and author = 'system'`)
      .execute();
  },
};
