import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { migrate } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { withStorageAsItIs } from './with-storage.ts';

/** `warmline migrate`: what `start` does to the database, without starting. */
export function migrateCommand({ env }: CommandContext): Command {
  return new Command('migrate')
    .description('bring the database up to date')
    .option('--json', 'print {applied: [names]}')
    .action((options: { json?: boolean }) =>
      withStorageAsItIs(readConfig(env), async (storage) => {
        const applied = await migrate(storage, systemClock);
        if (options.json) console.log(JSON.stringify({ applied }));
        else console.log(applied.length === 0 ? 'Already up to date.' : `Applied: ${applied.join(', ')}`);
      }),
    );
}
