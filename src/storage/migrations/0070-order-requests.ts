import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** What becomes of a customer's wish about an order: where it was said, who settled it, and who has been told. */
export const orderRequests: StorageMigration = {
  name: '0070-order-requests',
  async up({ schema }) {
    for (const column of ['conversation_id', 'settled_by', 'reply'] as const)
      await schema.alterTable('order_requests').addColumn(column, 'text').execute();
    for (const column of ['settled_at', 'announced_at', 'told_at'] as const)
      await schema.alterTable('order_requests').addColumn(column, 'bigint').execute();
    await schema
      .createIndex('order_requests_unannounced')
      .on('order_requests')
      .column('created_at')
      .where(sql.ref('announced_at'), 'is', null)
      .execute();
    await schema
      .createIndex('order_requests_untold')
      .on('order_requests')
      .column('settled_at')
      .where(sql<boolean>`settled_at is not null and told_at is null`)
      .execute();
  },
};
