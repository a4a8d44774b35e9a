import { Command } from 'commander';
import { readConfig, VARIABLES } from '../config.ts';
import type { CommandContext } from './context.ts';

/** `warmline config check`: says every mistake at once, before anything is started. */
export function configCommand({ env }: CommandContext): Command {
  const check = new Command('check')
    .description('check the environment and .env; secrets are not shown')
    .option('--json', 'print the values in use')
    .action((options: { json?: boolean }) => {
      const config = readConfig(env);
      const shown = Object.fromEntries(
        Object.entries(config).map(([name, value]) => {
          const secret = 'secret' in VARIABLES[name as keyof typeof VARIABLES] && value !== undefined;
          return [name, isSecret(name) && secret ? '(set)' : (value ?? null)];
        }),
      );
      if (options.json) console.log(JSON.stringify(shown));
      else for (const [name, value] of Object.entries(shown)) console.log(`${name.padEnd(26)}${value ?? '(not set)'}`);
    });
  return new Command('config').description('the configuration').addCommand(check);
}

function isSecret(name: string): boolean {
  const variable: { secret?: boolean } = VARIABLES[name as keyof typeof VARIABLES];
  return variable.secret === true;
}
