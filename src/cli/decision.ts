import { Argument, Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import type { Storage } from '../storage/index.ts';
import type { CommandContext } from './context.ts';
import { withStorage } from './with-storage.ts';

/** What a person decides about one row of a list. */
export interface Decision {
  name: string;
  about: string;
  /** The command that shows the rows, without "warmline". */
  among: string;
  /** False when there is no such row, or it is not theirs to decide any more. */
  decide: (storage: Storage, id: number) => Promise<boolean>;
}

/** `warmline … NAME <id> [--json]`. */
export function decisionCommand({ env }: CommandContext, { name, about, among, decide }: Decision): Command {
  return new Command(name)
    .description(about)
    .addArgument(new Argument('<id>', `the first column of "${among}"`).argParser(wholeNumber))
    .option('--json', 'print {id, done}')
    .action((id: number, options: { json?: boolean }) =>
      withStorage(readConfig(env), async (storage) => {
        const done = await decide(storage, id);
        if (!done) {
          throw new WarmlineError('NOT_FOUND', `${id} is not waiting for a decision. See "warmline ${among}".`);
        }
        console.log(options.json ? JSON.stringify({ id, done }) : `Done: ${name} ${id}.`);
      }),
    );
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}
