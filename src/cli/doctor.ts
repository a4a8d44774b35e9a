import { accessSync, constants, existsSync } from 'node:fs';
import { Command } from 'commander';
import { countBacklog } from '../bot/index.ts';
import { weChatOutlook } from '../composition/channels.ts';
import { contentChecks } from '../composition/check-content.ts';
import { checkRedis } from '../composition/check-redis.ts';
import { telegramChecks } from '../composition/check-telegram.ts';
import { wecomChecks } from '../composition/check-wecom.ts';
import { openKnowledge } from '../composition/flows.ts';
import { openShopModel } from '../composition/model.ts';
import { readConfig } from '../config.ts';
import { errorText } from '../core/index.ts';
import { FROM_NEWER_VERSION, isFromNewerVersion, isMigrated } from '../storage/index.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { withStorageAsItIs } from './with-storage.ts';

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

/** `warmline doctor`: looks at every part that could be why it does not work, and says what to do. */
export function doctorCommand(context: CommandContext): Command {
  return new Command('doctor')
    .description('check this installation')
    .option('--json', 'print [{what, ok, detail}]')
    .action(async (options: { json?: boolean }) => {
      const findings = await examine(context);
      if (options.json) console.log(JSON.stringify(findings));
      else for (const { what, ok, detail } of findings) console.log(`${ok ? '✓' : '✗'} ${what.padEnd(16)}${detail}`);
      if (findings.some((finding) => !finding.ok)) context.exitCode = EXIT.findings;
    });
}

async function examine({ env, workshop }: CommandContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  async function look(what: string, check: () => Promise<string> | string): Promise<void> {
    try {
      findings.push({ what, ok: true, detail: await check() });
    } catch (thrown) {
      findings.push({ what, ok: false, detail: errorText(thrown) });
    }
  }
  await look('node', () => {
    if (!process.version.startsWith('v26.'))
      throw new Error(`${process.version}: start with "npx warmline", which uses the pinned Node 26`);
    return process.version;
  });
  await look('configuration', () => {
    readConfig(env);
    return 'valid';
  });
  if (findings.some((finding) => !finding.ok)) return findings;
  const config = readConfig(env);
  await look('database', () =>
    withStorageAsItIs(config, async (storage) => {
      if (await isFromNewerVersion(storage)) throw new Error(FROM_NEWER_VERSION);
      if (!(await isMigrated(storage))) throw new Error('not up to date: run "npx warmline migrate" or "npm start"');
      const backlog = await countBacklog(storage.db);
      if (backlog.parked + backlog.unsure + backlog.dead > 0) {
        throw new Error(
          `${JSON.stringify(backlog)}: decide with "npx warmline inbox list" and "npx warmline outbox list"`,
        );
      }
      return `${storage.dialect}, waiting: ${backlog.inbox} in, ${backlog.outbox} out`;
    }),
  );
  await look('knowledge base', async () => {
    accessSync(config.KNOWLEDGE_DIR, constants.R_OK);
    const knowledge = await openKnowledge(config, { watch: false, workshop: await workshop() });
    const { entries, articles, problems } = knowledge.status();
    await knowledge.close();
    if (problems > 0) throw new Error(`${problems} problem(s): run "npx warmline kb lint"`);
    return `${entries} entries in ${articles} articles`;
  });
  for (const { what, check } of contentChecks(config)) await look(what, check);
  const { REDIS_URL: redis } = config;
  if (redis !== undefined) await look('Redis', () => checkRedis(redis));
  for (const { what, check } of await telegramChecks(config)) await look(what, check);
  const weChat = weChatOutlook(config);
  if (weChat !== null) await look('WeChat', () => weChat.examine());
  const model = openShopModel(config, null, null);
  if (model !== null) {
    await look('language model', async () => {
      const fault = await model.fault();
      if (fault !== null) throw new Error(`${fault}. Check MODEL_URL, MODEL_KEY and MODEL_NAME`);
      return `${config.MODEL_NAME} answers; used for ${config.MODEL_USE.join(', ') || 'nothing'}`;
    });
  }
  await look('web parts', () => (existsSync('dist/chat/index.html') ? 'built' : 'will be built by "npm start"'));
  for (const { what, check } of await wecomChecks(config)) await look(what, check);
  return findings;
}
