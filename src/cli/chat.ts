import { userInfo } from 'node:os';
import { Command, Option } from 'commander';
import { uuidv7 } from 'uuidv7';
import { createApp } from '../app.ts';
import { createTerminal } from '../composition/channels.ts';
import { readConfig } from '../config.ts';
import { LOCALES } from '../core/index.ts';
import type { CommandContext } from './context.ts';

/** `warmline chat`: a talk in the terminal, through the same durable path as every other channel. */
export function chatCommand({ env, workshop }: CommandContext): Command {
  return new Command('chat')
    .description('talk to the bot in the terminal')
    .addOption(new Option('--locale <locale>', 'the language to begin in').choices([...LOCALES]))
    .option('--user <name>', 'whose conversation this is', userInfo().username)
    .option('--fresh', 'begin a new conversation')
    .action(async (options: { locale?: string; user: string; fresh?: boolean }) => {
      const config = readConfig({ ...env, LOG_LEVEL: env['LOG_LEVEL'] || 'error' });
      const ended = Promise.withResolvers<void>();
      const terminal = createTerminal({
        input: process.stdin,
        output: process.stdout,
        user: options.fresh ? `${options.user}-${uuidv7()}` : options.user,
        languageTag: options.locale,
        newKey: uuidv7,
        onEnd: ended.resolve,
      });
      const app = await createApp({ config, serve: false, workshop: await workshop(), channels: [terminal] });
      await app.start();
      if (process.stdin.isTTY) console.log('Ask something. Ctrl+D ends the talk.\n');
      process.once('SIGINT', ended.resolve);
      await ended.promise;
      await app.stop();
    });
}
