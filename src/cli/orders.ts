import { readFile, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import { bookOrders, LARGEST_CSV_BYTES, readOrdersCsv } from '../customers/index.ts';
import { migrate } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { withStorage } from './with-storage.ts';

/** Orders of one transaction: short enough that nobody waits behind an import. */
const ORDERS_AT_ONCE = 200;

/** `warmline orders import`: a shop's orders from a spreadsheet into the built-in order book. */
export function ordersCommand(context: CommandContext): Command {
  const command = new Command('import')
    .description(
      'take orders from a CSV file with the columns number, stage, title, phone, placed_at, eta, carrier, tracking, problem, latest_at, latest, customer',
    )
    .argument('<file>')
    .option('--dry-run', 'only say what would be taken')
    .action(async (file: string, options: { dryRun?: boolean }) => {
      const config = readConfig(context.env);
      const { orders, problems } = readOrdersCsv(await readText(file), config.TIME_ZONE);
      for (const { line, message } of problems) console.log(`${file}:${line} ${message}`);
      if (problems.length > 0) context.exitCode = EXIT.findings;
      if (!options.dryRun) {
        await withStorage(config, async (storage) => {
          await migrate(storage, systemClock);
          for (let from = 0; from < orders.length; from += ORDERS_AT_ONCE)
            await storage.transact((tx) =>
              bookOrders(tx, orders.slice(from, from + ORDERS_AT_ONCE), systemClock.now()),
            );
        });
      }
      console.log(
        `${orders.length} orders ${options.dryRun ? 'can be taken' : 'taken'}, ${problems.length} lines left out.`,
      );
    });
  return new Command('orders').description('the built-in order book').addCommand(command);
}

async function readText(file: string): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new WarmlineError('USAGE', `There is no file ${file}.`, { cause });
  });
  if (found.size > LARGEST_CSV_BYTES)
    throw new WarmlineError('USAGE', `${file} is larger than ${LARGEST_CSV_BYTES / 1e6} MB. Import it in pieces.`);
  return readFile(file, 'utf8');
}
