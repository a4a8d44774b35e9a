import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import { complaintsCsv } from '../flows/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { withStorage } from './with-storage.ts';

/** `warmline complaints export`: for reports and for the people who answer to a regulator. */
export function complaintsCommand(context: CommandContext): Command {
  const command = new Command('export')
    .description('complaints as CSV; cells that a spreadsheet would run as formulas are made text')
    .option('--from <day>', 'opened on this day or later, such as 2026-11-01', '1970-01-01')
    .option('--to <day>', 'opened before this day')
    .option('--out <file>', 'write to a file instead of the terminal')
    .action(async (options: { from: string; to?: string; out?: string }) => {
      const config = readConfig(context.env);
      const from = startOf(options.from, config.TIME_ZONE);
      const to = options.to === undefined ? systemClock.now() + 1 : startOf(options.to, config.TIME_ZONE);
      const csv = await withStorage(config, (storage) => complaintsCsv(storage.db, from, to, config.TIME_ZONE));
      if (options.out === undefined) console.log(csv);
      else await writeFile(options.out, csv);
    });
  return new Command('complaints').description('complaints of customers').addCommand(command);
}

function startOf(day: string, timeZone: string): number {
  try {
    return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (cause) {
    throw new WarmlineError('USAGE', `"${day}" is no day. Write it as 2026-11-21.`, { cause });
  }
}
