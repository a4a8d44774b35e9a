import { Command, Option } from 'commander';
import { discardSend, listOutbox, OUTBOX_STATES, type OutboxState, retrySend } from '../bot/index.ts';
import { readConfig } from '../config.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { decisionCommand, wholeNumber } from './decision.ts';
import { withStorage } from './with-storage.ts';

/** `warmline outbox …`: see what waits or went wrong, and decide about it. */
export function outboxCommand(context: CommandContext): Command {
  const list = new Command('list')
    .description('show sends, newest first')
    .addOption(new Option('--state <state>', 'which').choices([...OUTBOX_STATES]).default('unsure'))
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'one JSON object per line')
    .action((options: { state: OutboxState; limit: number; json?: boolean }) =>
      withStorage(readConfig(context.env), async (storage) => {
        const rows = await listOutbox(storage.db, options.state, options.limit);
        if (!options.json && rows.length === 0) console.log(`Nothing is ${options.state}.`);
        for (const row of rows) {
          const at = Temporal.Instant.fromEpochMilliseconds(row.created_at).toString();
          console.log(
            options.json
              ? JSON.stringify(row)
              : `${row.id}\t${at}\t${row.channel}/${row.peer}\t${row.author}\tattempts ${row.attempts}\t${row.detail ?? ''}`,
          );
        }
      }),
    );
  const retry = decisionCommand(context, {
    name: 'retry',
    about: 'send it again (it may arrive twice)',
    among: 'outbox list',
    decide: (storage, id) => retrySend(storage, id, systemClock.now()),
  });
  const discard = decisionCommand(context, {
    name: 'discard',
    about: 'never send it',
    among: 'outbox list',
    decide: (storage, id) => discardSend(storage, id, systemClock.now()),
  });
  return new Command('outbox').description('what is to be sent').addCommand(list).addCommand(retry).addCommand(discard);
}
