import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** What flows keep outside of the conversation: timers, old versions, surveys. */
export const flows: StorageMigration = {
  name: '0031-flows',
  async up({ schema }) {
    await schema
      .createTable('flow_timers')
      .addColumn('conversation_id', 'text', (column) => column.primaryKey())
      .addColumn('timer_key', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('flow_timers_due').on('flow_timers').column('due_at').execute();

    await schema
      .createTable('flow_versions')
      .addColumn('flow', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('structure', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('flow_versions_key', ['flow', 'version'])
      .execute();

    await schema
      .createTable('survey_invites')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('survey', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('occasion', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('sent_at', 'bigint')
      .addUniqueConstraint('survey_invites_once', ['survey', 'customer_id', 'occasion'])
      .execute();
    await schema
      .createIndex('survey_invites_due')
      .on('survey_invites')
      .column('due_at')
      .where(sql.ref('state'), '=', 'due')
      .execute();
    await schema
      .createIndex('survey_invites_by_customer')
      .on('survey_invites')
      .columns(['customer_id', 'survey', 'due_at'])
      .execute();

    await schema
      .createTable('survey_responses')
      .addColumn('run_id', 'text', (column) => column.primaryKey())
      .addColumn('survey', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('invite_id', 'text')
      .addColumn('score', 'integer')
      .addColumn('reason', 'text')
      .addColumn('answers', 'text')
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('survey_responses_by_time').on('survey_responses').columns(['survey', 'at']).execute();
    await schema.createIndex('survey_responses_by_customer').on('survey_responses').column('customer_id').execute();

    await schema
      .createTable('survey_declines')
      .addColumn('customer_id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
