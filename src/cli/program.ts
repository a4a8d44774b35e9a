import { Command, CommanderError } from 'commander';
import { errorText, WarmlineError } from '../core/index.ts';
import { openWorkshop, type Workshop } from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import { VERSION } from '../version.ts';
import { askCommand } from './ask.ts';
import { careCommand } from './care.ts';
import { chatCommand } from './chat.ts';
import { complaintsCommand } from './complaints.ts';
import { configCommand } from './config.ts';
import type { CommandContext } from './context.ts';
import { customersCommand } from './customers.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from './exit-codes.ts';
import { flowCommand } from './flow.ts';
import { frustrationCommand } from './frustration.ts';
import { inboxCommand } from './inbox.ts';
import { kbCommand } from './kb.ts';
import { migrateCommand } from './migrate.ts';
import { ordersCommand } from './orders.ts';
import { outboxCommand } from './outbox.ts';
import { startCommand } from './start.ts';

/**
 * Runs one command line and returns its exit code. Nothing here ends the process, so that output is always flushed. Who
 * runs several may give them one `shared` workshop.
 */
export async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  shared: Workshop | null = null,
): Promise<number> {
  const workshop = shared ?? openWorkshop(systemClock);
  const context: CommandContext = { env, workshop, exitCode: EXIT.ok };
  const program = new Command('warmline')
    .description('A customer-service bot that answers, guides, hands off and reaches out.')
    .version(VERSION)
    .addHelpText('after', EXIT_CODES_HELP)
    .showHelpAfterError()
    .enablePositionalOptions();
  const commands = [
    startCommand,
    chatCommand,
    askCommand,
    kbCommand,
    flowCommand,
    frustrationCommand,
    careCommand,
    doctorCommand,
    migrateCommand,
    inboxCommand,
    outboxCommand,
    ordersCommand,
    customersCommand,
    complaintsCommand,
    configCommand,
  ];
  for (const make of commands) program.addCommand(make(context));
  exitByValue(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return context.exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    console.error(`warmline: ${thrown instanceof WarmlineError ? describe(thrown) : errorText(thrown)}`);
    return thrown instanceof WarmlineError ? exitCodeOf(thrown.code) : EXIT.internal;
  } finally {
    if (workshop !== shared) await workshop.close();
  }
}

function describe(error: WarmlineError): string {
  return error.cause === undefined ? error.message : `${error.message}\n  (${errorText(error.cause)})`;
}

function exitByValue(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitByValue(child);
}
