import { Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import { type Complaint, complaintsCsv, listComplaints } from '../flows/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { withStorage } from './with-storage.ts';
import { writeOut } from './write-out.ts';

/** `warmline complaints …`: what is open, and everything as CSV for reports and regulators. */
export function complaintsCommand(context: CommandContext): Command {
  return new Command('complaints')
    .description('complaints of customers')
    .addCommand(listCommand(context))
    .addCommand(exportCommand(context));
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .description('open complaints by the nearest deadline')
    .option('--all', 'settled ones too, newest first')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'one JSON object per line')
    .action((options: { all?: boolean; limit: number; json?: boolean }) => {
      const config = readConfig(context.env);
      return withStorage(config, async (storage) => {
        const found = await listComplaints(storage.db, options.all ? 'all' : 'open', options.limit);
        if (!options.json && found.length === 0) console.log(options.all ? 'No complaints.' : 'No open complaints.');
        for (const each of found) console.log(options.json ? JSON.stringify(each) : lineOf(each, config.TIME_ZONE));
      });
    });
}

function lineOf(complaint: Complaint, timeZone: string): string {
  const { number, grade, state, category, order, owner, what } = complaint;
  const due = complaint.respondedAt === null ? complaint.respondBy : complaint.resolveBy;
  const by = Temporal.Instant.fromEpochMilliseconds(due).toZonedDateTimeISO(timeZone).toPlainDateTime();
  const isLate = due < systemClock.now() && (state === 'open' || state === 'responded' || state === 'reopened');
  const deadline = `${isLate ? 'OVERDUE since' : 'due'} ${by.toString({ smallestUnit: 'minute' })}`;
  return [
    number,
    grade,
    state,
    deadline,
    category,
    order ?? '-',
    owner ?? 'nobody',
    [...what].slice(0, 60).join(''),
  ].join('\t');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

function exportCommand(context: CommandContext): Command {
  return new Command('export')
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
      else await writeOut(options.out, csv);
    });
}

function startOf(day: string, timeZone: string): number {
  try {
    return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (cause) {
    throw new WarmlineError('USAGE', `"${day}" is no day. Write it as 2026-11-21.`, { cause });
  }
}
