import type { StorageMigration } from '../migration.ts';

/** Who is set away by the desk is told so when they come back, wherever they sign in. */
export const presenceCause: StorageMigration = {
  name: '0085-presence-cause',
  async up({ schema }) {
    await schema
      .alterTable('agents')
      .addColumn('presence_cause', 'text', (column) => column.notNull().defaultTo('chosen'))
      .execute();
  },
};
