import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** Who the customer is: profile, tier, tags, consent, joined identities, groups, and wishes to be forgotten. */
export const customers: StorageMigration = {
  name: '0010-customers',
  async up({ schema, autoId }) {
    // SQLite takes one new column per statement.
    const texts = ['external_id', 'phone', 'birthday', 'birth_day', 'member_since', 'time_zone', 'tier', 'tier_source'];
    for (const column of [...texts, 'joined_into'])
      await schema.alterTable('customers').addColumn(column, 'text').execute();
    const times = ['phone_verified_at', 'tier_at', 'first_order_at', 'last_order_at', 'last_active_at', 'erased_at'];
    for (const column of times) await schema.alterTable('customers').addColumn(column, 'bigint').execute();
    for (const column of ['order_count', 'spent'])
      await schema
        .alterTable('customers')
        .addColumn(column, 'bigint', (definition) => definition.notNull().defaultTo(0))
        .execute();
    await schema
      .alterTable('customers')
      .addColumn('marks', 'text', (definition) => definition.notNull().defaultTo(''))
      .execute();
    await schema
      .createIndex('customers_by_external_id')
      .unique()
      .on('customers')
      .column('external_id')
      .where(sql.ref('external_id'), 'is not', null)
      .execute();
    await schema
      .createIndex('customers_by_phone')
      .on('customers')
      .column('phone')
      .where(sql.ref('phone'), 'is not', null)
      .execute();
    for (const column of ['tier', 'last_order_at', 'last_active_at', 'birth_day'])
      await schema.createIndex(`customers_by_${column}`).on('customers').columns([column, 'id']).execute();
    await schema
      .createIndex('conversations_of_groups')
      .on('conversations')
      .column('customer_id')
      .where(sql.ref('is_group'), '=', 1)
      .execute();
    await schema
      .createIndex('conversations_unreachable')
      .on('conversations')
      .column('unreachable_since')
      .where(sql.ref('unreachable_since'), 'is not', null)
      .execute();

    await schema
      .createTable('tag_groups')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('title_zh', 'text', (column) => column.notNull())
      .addColumn('title_en', 'text', (column) => column.notNull())
      .addColumn('exclusive', 'integer', (column) => column.notNull())
      .execute();
    await schema
      .createTable('tag_definitions')
      .addColumn('tag', 'text', (column) => column.primaryKey())
      .addColumn('tag_group', 'text', (column) => column.notNull().references('tag_groups.name'))
      .execute();
    await schema.createIndex('tag_definitions_by_group').on('tag_definitions').column('tag_group').execute();
    await schema
      .createTable('customer_tags')
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('tag', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('customer_tags_key', ['customer_id', 'tag'])
      .execute();
    await schema.createIndex('customer_tags_by_tag').on('customer_tags').columns(['tag', 'customer_id']).execute();

    await schema
      .createTable('customer_consents')
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('topic', 'text', (column) => column.notNull())
      .addColumn('granted', 'integer', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('customer_consents_key', ['customer_id', 'topic'])
      .execute();
    await schema
      .createIndex('customer_consents_by_topic')
      .on('customer_consents')
      .columns(['topic', 'granted', 'customer_id'])
      .execute();
    await schema
      .createTable('consent_events')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('topic', 'text', (column) => column.notNull())
      .addColumn('granted', 'integer', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('consent_events_by_customer')
      .on('consent_events')
      .columns(['customer_id', 'id'])
      .execute();

    await schema
      .createTable('order_values')
      .addColumn('order_number', 'text', (column) => column.primaryKey())
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .addColumn('currency', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('order_values_by_time').on('order_values').column('at').execute();

    await schema
      .createTable('customer_joins')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('from_id', 'text', (column) => column.notNull())
      .addColumn('into_id', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('undone_at', 'bigint')
      .execute();
    await schema.createIndex('customer_joins_by_from').on('customer_joins').column('from_id').execute();
    await schema.createIndex('customer_joins_by_into').on('customer_joins').column('into_id').execute();
    await schema
      .createTable('customer_join_moves')
      .addColumn('join_id', 'bigint', (column) => column.notNull())
      .addColumn('table_name', 'text', (column) => column.notNull())
      .addColumn('row_key', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('customer_join_moves_key', ['join_id', 'table_name', 'row_key'])
      .execute();

    await schema
      .createTable('customer_erasures')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('customer_id', 'text', (column) => column.unique())
      .addColumn('requested_at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('erased_at', 'bigint')
      .execute();
    await schema
      .createIndex('customer_erasures_open')
      .on('customer_erasures')
      .columns(['state', 'due_at'])
      .where(sql.ref('state'), '<>', 'done')
      .execute();

    await schema
      .createTable('groups')
      .addColumn('address_key', 'text', (column) => column.primaryKey())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('peer', 'text', (column) => column.notNull())
      .addColumn('title', 'text')
      .addColumn('member_count', 'integer')
      .addColumn('joined_at', 'bigint', (column) => column.notNull())
      .addColumn('left_at', 'bigint')
      .execute();
    await schema
      .createTable('group_tags')
      .addColumn('group_key', 'text', (column) => column.notNull())
      .addColumn('tag', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('group_tags_key', ['group_key', 'tag'])
      .execute();
    await schema
      .createTable('group_members')
      .addColumn('group_key', 'text', (column) => column.notNull())
      .addColumn('address_key', 'text', (column) => column.notNull())
      .addColumn('name', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('group_members_key', ['group_key', 'address_key'])
      .execute();
    await schema.createIndex('group_members_by_address').on('group_members').column('address_key').execute();
  },
};
