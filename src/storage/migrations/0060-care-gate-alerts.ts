import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** Messages that the shop sends first: the ledger that the gate keeps, and delays of orders with what is told of them. */
export const careGateAlerts: StorageMigration = {
  name: '0060-care-gate-alerts',
  async up({ schema, autoId }) {
    await schema
      .createTable('care_ledger')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('occasion', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('batch', 'text')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('topic', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text')
      .addColumn('variant', 'text')
      .addColumn('via', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('why', 'text')
      .addColumn('detail', 'text')
      .addColumn('verdict', 'text')
      .addColumn('asked_at', 'bigint')
      .addColumn('waits', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('wait_reason', 'text')
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('send_key', 'text')
      .addColumn('planned_at', 'bigint', (column) => column.notNull())
      .addColumn('queued_at', 'bigint')
      .addColumn('counted_at', 'bigint')
      .addColumn('settled_at', 'bigint')
      .addColumn('delivered_at', 'bigint')
      .addColumn('read_at', 'bigint')
      .addColumn('replied_at', 'bigint')
      .addColumn('opted_out_at', 'bigint')
      .addColumn('complained_at', 'bigint')
      .addUniqueConstraint('care_ledger_once', ['occasion', 'customer_id'])
      .execute();
    await schema
      .createIndex('care_ledger_planned')
      .on('care_ledger')
      .columns(['source', 'due_at', 'id'])
      .where(sql.ref('status'), '=', 'planned')
      .execute();
    await schema.createIndex('care_ledger_by_source').on('care_ledger').columns(['source', 'status']).execute();
    await schema
      .createIndex('care_ledger_by_customer')
      .on('care_ledger')
      .columns(['customer_id', 'counted_at'])
      .execute();
    await schema
      .createIndex('care_ledger_by_send')
      .unique()
      .on('care_ledger')
      .column('send_key')
      .where(sql.ref('send_key'), 'is not', null)
      .execute();
    await schema
      .createIndex('care_ledger_by_batch')
      .on('care_ledger')
      .columns(['batch', 'status', 'id'])
      .where(sql.ref('batch'), 'is not', null)
      .execute();

    await schema
      .createTable('care_holds')
      .addColumn('batch', 'text', (column) => column.primaryKey())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();

    await schema.alterTable('orders').addColumn('promised_at', 'bigint').execute();
    await schema.alterTable('orders').addColumn('origin', 'text').execute();
    await schema.alterTable('orders').addColumn('destination', 'text').execute();
    await schema
      .alterTable('orders')
      .addColumn('forgotten', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema
      .createTable('order_stages')
      .addColumn('order_number', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('order_stages_key', ['order_number', 'stage'])
      .execute();

    await schema.createIndex('order_grants_by_order').on('order_grants').column('order_number').execute();
    await schema
      .createTable('delay_watch')
      .addColumn('order_number', 'text', (column) => column.primaryKey())
      .addColumn('look_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('delay_watch_due').on('delay_watch').column('look_at').execute();
    await schema
      .createTable('delay_alerts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('order_number', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('cause', 'text', (column) => column.notNull())
      .addColumn('sign', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('promised_at', 'bigint')
      .addColumn('told_day', 'text')
      .addColumn('probability', 'double precision')
      .addColumn('messages', 'integer', (column) => column.notNull())
      .addColumn('incident_id', 'text')
      .addColumn('remedy', 'text')
      .addColumn('remedy_cost', 'bigint', (column) => column.notNull())
      .addColumn('choice', 'text')
      .addColumn('chosen_at', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('cleared_at', 'bigint')
      .addUniqueConstraint('delay_alerts_once', ['order_number', 'customer_id', 'cause'])
      .execute();
    await schema.createIndex('delay_alerts_by_incident').on('delay_alerts').columns(['incident_id', 'id']).execute();
    await schema.createIndex('delay_alerts_by_remedy').on('delay_alerts').columns(['remedy', 'created_at']).execute();
    await schema.createIndex('delay_alerts_by_time').on('delay_alerts').column('created_at').execute();
    await schema.createIndex('delay_alerts_by_customer').on('delay_alerts').column('customer_id').execute();
    await schema
      .createTable('delay_incidents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('likeness', 'text', (column) => column.notNull())
      .addColumn('cause', 'text', (column) => column.notNull())
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('words_zh', 'text')
      .addColumn('words_en', 'text')
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('last_at', 'bigint', (column) => column.notNull())
      .addColumn('decided_by', 'text')
      .addColumn('decided_at', 'bigint')
      .execute();
    await schema
      .createIndex('delay_incidents_open')
      .unique()
      .on('delay_incidents')
      .column('likeness')
      .where(sql.ref('state'), '<>', 'over')
      .execute();

    await schema
      .createTable('transit_samples')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('carrier', 'text', (column) => column.notNull())
      .addColumn('route', 'text', (column) => column.notNull())
      .addColumn('step', 'text', (column) => column.notNull())
      .addColumn('dwell_ms', 'bigint', (column) => column.notNull())
      .addColumn('remaining_ms', 'bigint', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
