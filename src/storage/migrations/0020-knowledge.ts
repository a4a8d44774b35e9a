import type { StorageMigration } from '../migration.ts';

/** Questions without an answer, and what customers say about the answers. */
export const knowledge: StorageMigration = {
  name: '0020-knowledge',
  async up({ schema, autoId }) {
    await schema
      .createTable('knowledge_gaps')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
      .addColumn('question', 'text', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('confidence', 'double precision', (column) => column.notNull())
      .addColumn('nearest', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().defaultTo('open'))
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('closed_at', 'bigint')
      .execute();
    await schema.createIndex('knowledge_gaps_by_state').on('knowledge_gaps').columns(['state', 'at']).execute();

    await schema
      .createTable('answer_feedback')
      .addColumn('id', autoId.type, autoId.build)
      .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
      .addColumn('entry_id', 'text', (column) => column.notNull())
      .addColumn('question', 'text', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('helpful', 'integer', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('answer_feedback_once', ['conversation_id', 'entry_id', 'question'])
      .execute();
    await schema
      .createIndex('answer_feedback_by_entry')
      .on('answer_feedback')
      .columns(['entry_id', 'helpful'])
      .execute();
  },
};
