import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { discardSend, listOutbox, OUTBOX_STATES, type OutboxState, retrySend } from '../bot/index.ts';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import type { Storage } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
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
  const retry = decision('retry', 'send it again (it may arrive twice)', retrySend, context);
  const discard = decision('discard', 'never send it', discardSend, context);
  return new Command('outbox').description('what is to be sent').addCommand(list).addCommand(retry).addCommand(discard);
}

function decision(
  name: string,
  about: string,
  decide: (storage: Storage, id: number, now: number) => Promise<boolean>,
  { env }: CommandContext,
): Command {
  return new Command(name)
    .description(about)
    .addArgument(new Argument('<id>', 'the first column of "outbox list"').argParser(wholeNumber))
    .option('--json', 'print {id, done}')
    .action((id: number, options: { json?: boolean }) =>
      withStorage(readConfig(env), async (storage) => {
        const done = await decide(storage, id, systemClock.now());
        if (!done)
          throw new WarmlineError('NOT_FOUND', `Send ${id} is not waiting for a decision. See "warmline outbox list".`);
        console.log(options.json ? JSON.stringify({ id, done }) : `Done: ${name} ${id}.`);
      }),
    );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}
