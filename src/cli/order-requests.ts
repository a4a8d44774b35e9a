import { Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import { listOrderRequests, type OrderRequest, settleOrderRequest } from '../customers/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { withStorage } from './with-storage.ts';

/** `warmline orders requests …`: what customers want done with their orders, and what became of it. */
export function orderRequestsCommand(context: CommandContext): Command {
  return new Command('requests')
    .description('what customers want done with their orders: hurry, another address')
    .addCommand(listCommand(context))
    .addCommand(settleCommand(context, 'done', 'it was done; the customer is told'))
    .addCommand(settleCommand(context, 'refuse', 'it cannot be done; the customer is told'));
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .description('open ones, the oldest first')
    .option('--settled', 'settled ones instead, newest first')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'one JSON object per line')
    .action((options: { settled?: boolean; limit: number; json?: boolean }) => {
      const config = readConfig(context.env);
      return withStorage(config, async (storage) => {
        const found = await listOrderRequests(storage.db, options.settled ? 'settled' : 'open', options.limit);
        if (!options.json && found.length === 0) console.log('No requests.');
        for (const each of found) console.log(options.json ? JSON.stringify(each) : lineOf(each, config.TIME_ZONE));
      });
    });
}

function settleCommand(context: CommandContext, name: 'done' | 'refuse', description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<id>')
    .option('--reply <words>', 'one sentence more for the customer', '')
    .action((id: string, { reply }: { reply: string }) => {
      const config = readConfig(context.env);
      const outcome = name === 'done' ? 'done' : 'refused';
      return withStorage(config, async (storage) => {
        const now = systemClock.now();
        const result = await storage.transact((tx) =>
          settleOrderRequest(tx, id, { outcome, reply: reply.trim(), actor: 'cli', now }),
        );
        if (result === 'unknown') throw new WarmlineError('NOT_FOUND', `There is no request ${id}.`);
        console.log(result === 'settled' ? `${id} is settled; the customer is told.` : `${id} was settled already.`);
      });
    });
}

function lineOf({ id, createdAt, state, kind, order, detail }: OrderRequest, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(createdAt).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return [id, at.toString({ smallestUnit: 'minute' }), state, kind, order, detail || '-'].join('\t');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}
