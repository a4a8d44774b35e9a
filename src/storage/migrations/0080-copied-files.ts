import type { StorageMigration } from '../migration.ts';

/** Where the bytes of an upload are as long as nobody asked for them: a file of one channel that was sent on another. */
export const copiedFiles: StorageMigration = {
  name: '0080-copied-files',
  async up({ schema }) {
    await schema.alterTable('uploads').addColumn('source', 'text').execute();
  },
};
