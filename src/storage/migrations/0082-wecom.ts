import type { StorageMigration } from '../migration.ts';

/** What WeCom needs: a cursor that is committed with its messages, colleagues there, and who looks after whom. */
export const wecom: StorageMigration = {
  name: '0082-wecom',
  async up({ schema }) {
    await schema
      .createTable('channel_notes')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('channel_notes_key', ['channel', 'account', 'name'])
      .execute();
    await schema.alterTable('agents').addColumn('wecom', 'text').execute();
    await schema.createIndex('agents_by_wecom').unique().on('agents').column('wecom').execute();
    await schema
      .createTable('corp_contacts')
      .addColumn('address_key', 'text', (column) => column.notNull())
      .addColumn('employee', 'text', (column) => column.notNull())
      .addColumn('tags_there', 'text', (column) => column.notNull())
      .addColumn('tags_agreed', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('corp_contacts_key', ['address_key', 'employee'])
      .execute();
  },
};
