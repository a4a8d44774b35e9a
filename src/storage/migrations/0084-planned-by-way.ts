import { sql } from 'kysely';
import type { StorageMigration } from '../migration.ts';

/** What is planned is looked for by the way it goes: a campaign of a million has none for colleagues, and that is one look. */
export const plannedByWay: StorageMigration = {
  name: '0084-planned-by-way',
  async up({ schema }) {
    await schema.dropIndex('care_ledger_planned').execute();
    await schema
      .createIndex('care_ledger_planned')
      .on('care_ledger')
      .columns(['source', 'via', 'due_at', 'id'])
      .where(sql.ref('status'), '=', 'planned')
      .execute();
  },
};
