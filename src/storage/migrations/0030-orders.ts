import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** The order book, who may see what, and what customers want done. */
export const orders: StorageMigration = {
  name: '0030-orders',
  async up({ schema }) {
    await schema
      .createTable('orders')
      .addColumn('number', 'text', (column) => column.primaryKey())
      .addColumn('customer_id', 'text')
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('phone', 'text')
      .addColumn('placed_at', 'bigint')
      .addColumn('eta', 'text')
      .addColumn('carrier', 'text')
      .addColumn('tracking', 'text')
      .addColumn('problem', 'text')
      .addColumn('events', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('orders_by_customer').on('orders').columns(['customer_id', 'placed_at']).execute();
    await schema.createIndex('orders_by_update').on('orders').column('updated_at').execute();

    await schema
      .createTable('order_grants')
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('order_number', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('order_grants_key', ['customer_id', 'order_number'])
      .execute();

    await schema
      .createTable('order_misses')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('identity', 'text', (column) => column.notNull())
      .addColumn('order_number', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('order_misses_by_identity').on('order_misses').columns(['identity', 'at']).execute();
    await schema.createIndex('order_misses_by_order').on('order_misses').columns(['order_number', 'at']).execute();
    await schema.createIndex('order_misses_by_time').on('order_misses').column('at').execute();

    await schema
      .createTable('order_requests')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('order_number', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('order_requests_open')
      .on('order_requests')
      .column('created_at')
      .where(sql.ref('state'), '=', 'open')
      .execute();
  },
};
