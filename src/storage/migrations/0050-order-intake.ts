import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** What orders need to be fed by other systems: how new the news are, which events were taken, which rows are samples. */
export const orderIntake: StorageMigration = {
  name: '0050-order-intake',
  async up({ schema }) {
    await schema.alterTable('orders').addColumn('source_at', 'bigint').execute();
    await schema
      .alterTable('orders')
      .addColumn('sample', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema.createIndex('orders_samples').on('orders').column('number').where(sql.ref('sample'), '=', 1).execute();
    await schema
      .createTable('order_feed_events')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('order_feed_events_by_time').on('order_feed_events').column('at').execute();
  },
};
