import { Command, CommanderError } from 'commander';
import { errorText, WarmlineError } from '../core/index.ts';
import type { Workshop } from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import { VERSION } from '../version.ts';
import type { CommandContext } from './context.ts';
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from './exit-codes.ts';

/** A command loads what it needs when it is the one that is run: all of it takes seconds on a busy machine. */
const COMMANDS: Readonly<Record<string, () => Promise<(context: CommandContext) => Command>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  chat: async () => (await import('./chat.ts')).chatCommand,
  ask: async () => (await import('./ask.ts')).askCommand,
  kb: async () => (await import('./kb.ts')).kbCommand,
  flow: async () => (await import('./flow.ts')).flowCommand,
  frustration: async () => (await import('./frustration.ts')).frustrationCommand,
  care: async () => (await import('./care.ts')).careCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  inbox: async () => (await import('./inbox.ts')).inboxCommand,
  outbox: async () => (await import('./outbox.ts')).outboxCommand,
  orders: async () => (await import('./orders.ts')).ordersCommand,
  customers: async () => (await import('./customers.ts')).customersCommand,
  complaints: async () => (await import('./complaints.ts')).complaintsCommand,
  config: async () => (await import('./config.ts')).configCommand,
};

/**
 * Runs one command line and returns its exit code. Nothing here ends the process, so that output is always flushed. Who
 * runs several may give them one `shared` workshop.
 */
export async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  shared: Workshop | null = null,
): Promise<number> {
  const opened = new AsyncDisposableStack();
  let workshop = shared === null ? null : Promise.resolve(shared);
  async function openWorkshop(): Promise<Workshop> {
    const knowledge = await import('../knowledge/index.ts');
    return opened.adopt(knowledge.openWorkshop(systemClock), (own) => own.close());
  }
  const context: CommandContext = {
    env,
    exitCode: EXIT.ok,
    workshop() {
      workshop ??= openWorkshop();
      return workshop;
    },
  };
  const program = new Command('warmline')
    .description('A customer-service bot that answers, guides, hands off and reaches out.')
    .version(VERSION)
    .addHelpText('after', EXIT_CODES_HELP)
    .showHelpAfterError()
    .enablePositionalOptions();
  for (const load of commandsFor(argv[0])) program.addCommand((await load())(context));
  exitByValue(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return context.exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    console.error(`warmline: ${thrown instanceof WarmlineError ? describe(thrown) : errorText(thrown)}`);
    return thrown instanceof WarmlineError ? exitCodeOf(thrown.code) : EXIT.internal;
  } finally {
    await opened.disposeAsync();
  }
}

/** The one that is named, or all of them: for the help, and to say which name was meant. */
function commandsFor(name = '') {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return named === undefined ? Object.values(COMMANDS) : [named];
}

function describe(error: WarmlineError): string {
  return error.cause === undefined ? error.message : `${error.message}\n  (${errorText(error.cause)})`;
}

function exitByValue(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitByValue(child);
}
