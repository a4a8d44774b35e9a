import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** Complaints: numbered, with deadlines and a history. */
export const complaints: StorageMigration = {
  name: '0032-complaints',
  async up({ schema }) {
    await schema
      .createTable('complaints')
      .addColumn('number', 'text', (column) => column.primaryKey())
      .addColumn('opened_key', 'text', (column) => column.notNull().unique())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('order_number', 'text')
      .addColumn('category', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('wish', 'text')
      .addColumn('photos', 'text', (column) => column.notNull())
      .addColumn('contact', 'text')
      .addColumn('happened_on', 'text')
      .addColumn('grade', 'text', (column) => column.notNull())
      .addColumn('reasons', 'text', (column) => column.notNull())
      .addColumn('complex', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('owner', 'text')
      .addColumn('resolution', 'text')
      .addColumn('opened_at', 'bigint', (column) => column.notNull())
      .addColumn('respond_by', 'bigint', (column) => column.notNull())
      .addColumn('resolve_by', 'bigint', (column) => column.notNull())
      .addColumn('responded_at', 'bigint')
      .addColumn('resolved_at', 'bigint')
      .execute();
    await schema.createIndex('complaints_by_customer').on('complaints').columns(['customer_id', 'opened_at']).execute();
    await schema.createIndex('complaints_by_time').on('complaints').column('opened_at').execute();
    await schema
      .createIndex('complaints_respond_by')
      .on('complaints')
      .column('respond_by')
      .where(sql.ref('responded_at'), 'is', null)
      .execute();
    await schema
      .createIndex('complaints_resolve_by')
      .on('complaints')
      .column('resolve_by')
      .where(sql.ref('state'), 'in', ['open', 'responded', 'reopened'])
      .execute();

    await schema
      .createTable('complaint_events')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('complaint', 'text', (column) => column.notNull().references('complaints.number'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .addColumn('told', 'integer')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('complaint_events_by_complaint')
      .on('complaint_events')
      .columns(['complaint', 'at'])
      .execute();
    await schema
      .createIndex('complaint_events_untold')
      .on('complaint_events')
      .column('at')
      .where(sql.ref('told'), '=', 0)
      .execute();

    await schema
      .createTable('complaint_counters')
      .addColumn('day', 'text', (column) => column.primaryKey())
      .addColumn('last', 'integer', (column) => column.notNull())
      .execute();
  },
};
