import { Command } from 'commander';
import { discardParked, listParked, retryParked } from '../bot/index.ts';
import { readConfig } from '../config.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { decisionCommand, wholeNumber } from './decision.ts';
import { withStorage } from './with-storage.ts';

/** `warmline inbox …`: messages whose turn failed three times, and what to do with them. */
export function inboxCommand(context: CommandContext): Command {
  const list = new Command('list')
    .description('show parked messages, newest first')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'one JSON object per line')
    .action((options: { limit: number; json?: boolean }) =>
      withStorage(readConfig(context.env), async (storage) => {
        const parked = await listParked(storage.db, options.limit);
        if (!options.json && parked.length === 0) console.log('Nothing is parked.');
        for (const message of parked) {
          const at = Temporal.Instant.fromEpochMilliseconds(message.receivedAt).toString();
          console.log(
            options.json
              ? JSON.stringify(message)
              : `${message.id}\t${at}\t${message.channel}\t${message.summary}\n\t${message.error ?? ''}`,
          );
        }
      }),
    );
  const retry = decisionCommand(context, {
    name: 'retry',
    about: 'give it another turn',
    among: 'inbox list',
    decide: retryParked,
  });
  const discard = decisionCommand(context, {
    name: 'discard',
    about: 'it has been dealt with',
    among: 'inbox list',
    decide: (storage, id) => discardParked(storage, id, systemClock.now()),
  });
  return new Command('inbox')
    .description('messages that could not be answered')
    .addCommand(list)
    .addCommand(retry)
    .addCommand(discard);
}
