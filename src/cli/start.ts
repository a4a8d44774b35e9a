import { Command } from 'commander';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { readConfig } from '../config.ts';
import type { CommandContext } from './context.ts';

/** `warmline start`: serves until SIGINT or SIGTERM, then stops in order. */
export function startCommand({ env, workshop: openWorkshop }: CommandContext): Command {
  return new Command('start').description('serve web chat and the configured platforms').action(async () => {
    const config = readConfig(env);
    const workshop = await openWorkshop();
    // What searches gets ready beside all that comes before the knowledge base, and that is most of a start.
    workshop.searcher.prepare(config.DEFAULT_LOCALE);
    buildWebIfStale();
    const { createApp } = await import('../app.ts');
    const app = await createApp({ config, serve: true, workshop });
    const url = await app.start().catch(async (fault: unknown) => {
      await app.stop(); // else the bot would go on without its server, and the command would never end
      throw fault;
    });
    const setup = await app.setupLink(url ?? '');
    const { weChatOutlook } = await import('../composition/channels.ts');
    const weChat = weChatOutlook(config);
    const { entries, articles, problems } = app.knowledge.status();
    console.log(
      [
        '',
        '  Warmline is ready.',
        '',
        `  Chat page        ${url}/`,
        `  Widget           <script src="${url}/widget.js"></script>`,
        `  Desk             ${url}/desk/`,
        ...(setup === null ? [] : [`  First admin      ${setup}`]),
        `  API docs         ${url}/docs`,
        `  Knowledge base   ${entries} entries in ${articles} articles${problems > 0 ? `, ${problems} problem(s): npx warmline kb lint` : ''}`,
        `  Telegram         ${config.TELEGRAM_BOT_TOKEN ? config.TELEGRAM_MODE : 'off (set TELEGRAM_BOT_TOKEN in .env)'}`,
        ...(weChat === null ? [] : [`  WeChat           ${weChat.puppet}, in a process of its own`]),
        `  WeCom            ${config.WECOM_CORP_ID ? `on${config.WECOM_CONTACTS ? ', with contacts' : ''}` : 'off (set WECOM_CORP_ID in .env)'}`,
        '',
        '  Stop with Ctrl+C.',
        '',
      ].join('\n'),
    );
    await untilAskedToStop();
    await app.stop();
  });
}

/** The first signal asks for an orderly stop; a second one ends the process as usual. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
