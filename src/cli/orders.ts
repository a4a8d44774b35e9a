import { Command } from 'commander';
import { openShopFlows } from '../composition/flows.ts';
import { configuredOrderSource, createShopOrderFeed } from '../composition/orders.ts';
import { type Config, readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import { LARGEST_CSV_BYTES, normalOrderNumber, type Order, readOrdersCsv } from '../customers/index.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { orderRequestsCommand } from './order-requests.ts';
import { readCsvFile } from './read-csv-file.ts';
import { withStorage } from './with-storage.ts';

/** `warmline orders …`: a shop's orders from a spreadsheet into the built-in order book, a look at one, and wishes about them. */
export function ordersCommand(context: CommandContext): Command {
  return new Command('orders')
    .description('the order book')
    .addCommand(importCommand(context))
    .addCommand(showCommand(context))
    .addCommand(orderRequestsCommand(context));
}

function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description(
      'take orders from a CSV file with the columns number, stage, title, phone, placed_at, eta, carrier, tracking, problem, latest_at, latest, customer, promised_at, origin, destination',
    )
    .argument('<file>')
    .option('--dry-run', 'only say what would be taken')
    .option('--json', 'print what was done as one JSON object')
    .action(async (file: string, options: { dryRun?: boolean; json?: boolean }) => {
      const config = readConfig(context.env);
      const { orders, problems } = readOrdersCsv(await readCsvFile(file, LARGEST_CSV_BYTES), config.TIME_ZONE);
      if (problems.length > 0) context.exitCode = EXIT.findings;
      const library = await openShopFlows(config);
      const report = options.dryRun
        ? null
        : await withStorage(config, async (storage) => {
            return createShopOrderFeed(config, storage, library).take(orders);
          });
      if (options.json) return console.log(JSON.stringify({ read: orders.length, ...report, problems }));
      for (const { line, message } of problems) console.log(`${file}:${line} ${message}`);
      const done = report
        ? `${orders.length} orders taken: ${report.added} new, ${report.changed} changed, ${report.unchanged} the same as before`
        : `${orders.length} orders can be taken`;
      console.log(`${done}; ${problems.length} lines left out.`);
    });
}

function showCommand(context: CommandContext): Command {
  return new Command('show')
    .description('one order, as the configured order system tells it')
    .argument('<number>')
    .option('--json', 'print it as JSON')
    .action(async (number: string, options: { json?: boolean }) => {
      const config = readConfig(context.env);
      const order = await withStorage(config, async (storage) => {
        const source = configuredOrderSource(config, storage, (cause) => console.error(cause));
        const wanted = normalOrderNumber(number);
        const found = await source.find({ kind: 'number', number: wanted }, AbortSignal.timeout(30_000));
        if (found.kind === 'unavailable')
          throw new WarmlineError('STORAGE_UNAVAILABLE', `The order system does not answer: ${found.cause}`);
        return found.orders.find((each) => each.order.number === wanted)?.order;
      });
      if (!order) throw new WarmlineError('NOT_FOUND', `There is no order ${number}.`);
      console.log(options.json ? JSON.stringify(order) : textOf(order, config));
    });
}

function textOf(order: Order, { TIME_ZONE }: Config): string {
  const time = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(TIME_ZONE)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' });
  const lines = [
    `${order.number}  ${order.title}`,
    `stage     ${order.stage}${order.problem ? ` (${order.problem})` : ''}`,
    ...(order.eta ? [`expected  ${order.eta}`] : []),
    ...(order.carrier ? [`carrier   ${order.carrier} ${order.tracking ?? ''}`] : []),
    ...(order.placedAt === null ? [] : [`placed    ${time(order.placedAt)}`]),
    ...order.events.map(({ at, text }) => `${time(at)}  ${text}`),
  ];
  return lines.join('\n');
}
