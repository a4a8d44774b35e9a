import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** Care rules and campaigns: how far each has planned, and tasks that colleagues confirm on their platform. */
export const careRulesCampaigns: StorageMigration = {
  name: '0061-care-rules-campaigns',
  async up({ schema, db }) {
    await schema
      .createTable('care_runs')
      .addColumn('rule', 'text', (column) => column.notNull())
      .addColumn('slot', 'text', (column) => column.notNull())
      .addColumn('zone', 'text', (column) => column.notNull())
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('cursor', 'text', (column) => column.notNull())
      .addColumn('planned', 'integer', (column) => column.notNull())
      .addColumn('done_at', 'bigint')
      .addPrimaryKeyConstraint('care_runs_key', ['rule', 'slot', 'zone'])
      .execute();
    await schema
      .createIndex('care_runs_open')
      .on('care_runs')
      .column('due_at')
      .where(sql.ref('done_at'), 'is', null)
      .execute();
    await schema
      .createIndex('order_stages_by_time')
      .on('order_stages')
      .columns(['stage', 'at', 'order_number'])
      .execute();
    await schema.createIndex('orders_by_purchase').on('orders').columns(['placed_at', 'number']).execute();
    await schema
      .createIndex('cases_by_resolution')
      .on('cases')
      .columns(['resolved_at', 'id'])
      .where(sql.ref('resolved_at'), 'is not', null)
      .execute();
    await schema
      .createIndex('customer_tags_by_time')
      .on('customer_tags')
      .columns(['tag', 'at', 'customer_id'])
      .execute();
    await schema.createIndex('customers_by_time_zone').on('customers').column('time_zone').execute();
    await sql`create index customers_by_member_day on customers (substr(member_since, 6, 5), id)`.execute(db);

    await schema
      .createTable('care_campaigns')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('state_reason', 'text')
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('edited_by', 'text', (column) => column.notNull())
      .addColumn('approved_by', 'text')
      .addColumn('confirmed_by', 'text')
      .addColumn('confirmed_count', 'integer')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('scheduled_at', 'bigint')
      .addColumn('expires_at', 'bigint')
      .addColumn('started_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('cursor', 'text')
      .addColumn('planned', 'integer', (column) => column.notNull())
      .addColumn('released', 'integer', (column) => column.notNull())
      .addColumn('look_at', 'bigint')
      .execute();
    await schema.createIndex('care_campaigns_by_time').on('care_campaigns').columns(['created_at', 'id']).execute();
    await schema
      .createIndex('care_campaigns_due')
      .on('care_campaigns')
      .column('look_at')
      .where(sql.ref('look_at'), 'is not', null)
      .execute();

    await schema
      .createTable('care_tasks')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('campaign_id', 'text', (column) => column.notNull())
      .addColumn('sender', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('message_id', 'text')
      .addColumn('detail', 'text')
      .addColumn('reminders', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('asked_at', 'bigint')
      .addColumn('reminded_at', 'bigint')
      .addColumn('confirmed_at', 'bigint')
      .addColumn('settled_at', 'bigint')
      .addColumn('look_at', 'bigint')
      .execute();
    await schema.createIndex('care_tasks_by_campaign').on('care_tasks').columns(['campaign_id', 'id']).execute();
    await schema
      .createIndex('care_tasks_due')
      .on('care_tasks')
      .column('look_at')
      .where(sql.ref('look_at'), 'is not', null)
      .execute();
    await schema
      .createTable('care_task_receivers')
      .addColumn('task_id', 'text', (column) => column.notNull())
      .addColumn('ledger_id', 'bigint', (column) => column.notNull().unique())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('care_task_receivers_key', ['task_id', 'ledger_id'])
      .execute();
  },
};
