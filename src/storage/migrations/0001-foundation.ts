import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** People, their threads, what was said, what came in and what is to go out. */
export const foundation: StorageMigration = {
  name: '0001-foundation',
  async up({ schema, autoId }) {
    await schema
      .createTable('customers')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text')
      .addColumn('locale', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('conversations')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('customer_id', 'text', (column) => column.notNull().references('customers.id'))
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('peer', 'text', (column) => column.notNull())
      .addColumn('address_key', 'text', (column) => column.notNull().unique())
      .addColumn('is_group', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('owner_kind', 'text', (column) => column.notNull())
      .addColumn('owner_case', 'text')
      .addColumn('owner_agent', 'text')
      .addColumn('epoch', 'integer', (column) => column.notNull())
      .addColumn('fence', 'bigint', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('memory', 'text', (column) => column.notNull())
      .addColumn('unreachable_since', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_message_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('conversations_by_customer').on('conversations').column('customer_id').execute();
    await schema.createIndex('conversations_by_time').on('conversations').column('last_message_at').execute();

    await schema
      .createTable('messages')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('agent_id', 'text')
      .addColumn('message_key', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('delivery', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('messages_position', ['conversation_id', 'position'])
      .execute();
    await schema.createIndex('messages_by_revision').on('messages').columns(['conversation_id', 'revision']).execute();

    await schema
      .createTable('inbox')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('message_key', 'text', (column) => column.notNull())
      .addColumn('address_key', 'text', (column) => column.notNull())
      .addColumn('message', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().defaultTo('pending'))
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('error', 'text')
      .addColumn('platform_order', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('settled_at', 'bigint')
      .addUniqueConstraint('inbox_once', ['channel', 'account', 'message_key'])
      .execute();
    await schema
      .createIndex('inbox_pending')
      .on('inbox')
      .columns(['address_key', 'id'])
      .where(sql.ref('state'), '=', 'pending')
      .execute();
    await schema.createIndex('inbox_parked').on('inbox').column('id').where(sql.ref('state'), '=', 'parked').execute();
    await schema.createIndex('inbox_settled').on('inbox').column('settled_at').execute();

    await schema
      .createTable('outbox')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('conversation_id', 'text')
      .addColumn('message_id', 'text')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('peer', 'text', (column) => column.notNull())
      .addColumn('address_key', 'text', (column) => column.notNull())
      .addColumn('is_group', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('queue', 'text')
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('epoch', 'integer', (column) => column.notNull())
      .addColumn('send_key', 'text', (column) => column.notNull().unique())
      .addColumn('reply', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().defaultTo('due'))
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('sender', 'text')
      .addColumn('platform_id', 'text')
      .addColumn('detail', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('settled_at', 'bigint')
      .execute();
    await schema
      .createIndex('outbox_due')
      .on('outbox')
      .columns(['priority', 'due_at', 'id'])
      .where(sql.ref('state'), '=', 'due')
      .execute();
    await schema
      .createIndex('outbox_queue')
      .on('outbox')
      .columns(['queue', 'id'])
      .where(sql.ref('state'), 'in', ['due', 'sending'])
      .execute();
    await schema
      .createIndex('outbox_sending')
      .on('outbox')
      .column('sender')
      .where(sql.ref('state'), '=', 'sending')
      .execute();
    await schema
      .createIndex('outbox_undecided')
      .on('outbox')
      .columns(['state', 'id'])
      .where(sql.ref('state'), 'in', ['unsure', 'dead'])
      .execute();
    await schema.createIndex('outbox_settled').on('outbox').column('settled_at').execute();
    await schema.createIndex('outbox_by_address').on('outbox').column('address_key').execute();

    await schema
      .createTable('processes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('host', 'text', (column) => column.notNull())
      .addColumn('pid', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};
