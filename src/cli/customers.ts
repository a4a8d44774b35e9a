import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { errorText, WarmlineError } from '../core/index.ts';
import {
  exportCustomers,
  importCustomers,
  LARGEST_CUSTOMERS_CSV_BYTES,
  readCustomersCsv,
  readSegment,
  type Segment,
} from '../customers/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { readCsvFile } from './read-csv-file.ts';
import { withStorage } from './with-storage.ts';
import { writeOut } from './write-out.ts';

/** `warmline customers …`: profiles, tags and consents from and to a spreadsheet. */
export function customersCommand(context: CommandContext): Command {
  return new Command('customers')
    .description('who your customers are')
    .addCommand(importCommand(context))
    .addCommand(exportCommand(context));
}

function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description('take customers from a CSV file in the form of "customers export"; every row is checked by itself')
    .argument('<file>')
    .option('--source <name>', 'whose import it was, written beside each consent and tag', 'import')
    .option('--dry-run', 'only say what would be taken')
    .option('--json', 'print what was done as one JSON object')
    .action(async (file: string, options: { source: string; dryRun?: boolean; json?: boolean }) => {
      const { rows, problems: unread } = readCustomersCsv(await readCsvFile(file, LARGEST_CUSTOMERS_CSV_BYTES));
      const done = options.dryRun
        ? null
        : await withStorage(readConfig(context.env), async (storage) => {
            return importCustomers(storage, rows, { source: options.source, at: systemClock.now() });
          });
      const problems = [...unread, ...(done?.problems ?? [])].sort((a, b) => a.line - b.line);
      if (problems.length > 0) context.exitCode = EXIT.findings;
      if (options.json) return console.log(JSON.stringify({ read: rows.length, ...done, problems }));
      for (const { line, message } of problems) console.log(`${file}:${line} ${message}`);
      const taken = done
        ? `${done.created} customers are new, ${done.updated} were brought up to date`
        : `${rows.length} customers can be taken`;
      console.log(`${taken}; ${problems.length} lines left out.`);
    });
}

function exportCommand(context: CommandContext): Command {
  return new Command('export')
    .description('write customers as CSV; no cell runs as a formula')
    .option('--segment <file>', 'a JSON file with the segment; without it everybody')
    .option('--out <file>', 'where to; without it to the terminal')
    .action((options: { segment?: string; out?: string }) =>
      withStorage(readConfig(context.env), async (storage) => {
        const segment =
          options.segment === undefined ? { everybody: true as const } : await readSegmentFile(options.segment);
        const moment = { now: systemClock.now(), timeZone: readConfig(context.env).TIME_ZONE };
        const lines = exportCustomers(storage, segment, moment);
        if (options.out === undefined) for await (const part of lines) process.stdout.write(part);
        else await writeOut(options.out, lines);
      }),
    );
}

async function readSegmentFile(file: string): Promise<Segment> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WarmlineError('USAGE', `There is no file ${file}.`, { cause });
  });
  const checked = readSegment(parseJson(file, text));
  if (checked.kind === 'segment') return checked.segment;
  const problems = checked.problems.map(({ at, message }) => `  ${at === '' ? 'the whole' : at}: ${message}`);
  throw new WarmlineError('USAGE', `${file} is no segment:\n${problems.join('\n')}`);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WarmlineError('USAGE', `${file} is not JSON: ${errorText(cause)}`, { cause });
  }
}
