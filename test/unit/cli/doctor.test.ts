import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../../src/cli/index.ts';
import { freePort } from '../../support/services/free-port.ts';
import { startTelegramPeer } from '../../support/telegram/index.ts';
import { workshop } from '../../support/workshop.ts';
import { scratchBase } from '../knowledge/scratch-base.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What the doctor says about a part of a shop with these files and variables: whether it is well, and the detail. */
async function examine(files: Record<string, string>, env: Record<string, string> = {}) {
  const base = await scratchBase({
    'articles/en/delivery.md': '## How long does it take? {#time}\n\nA day.\n',
    ...files,
  });
  onTestFinished(() => base[Symbol.asyncDispose]());
  let printed = '';
  const log = vi.spyOn(console, 'log').mockImplementation((text) => {
    printed = String(text);
  });
  try {
    const shop = { KNOWLEDGE_DIR: base.directory, DATABASE_URL: `sqlite:${base.directory}/shop.db` };
    await run(['doctor', '--json'], { ...shop, ...env }, workshop);
  } finally {
    log.mockRestore();
  }
  const findings: { what: string; ok: boolean; detail: string }[] = JSON.parse(printed);
  return (part: string) => findings.find(({ what }) => what === part);
}

test('the doctor names what would keep the start from its files, with file and line', async () => {
  const about = await examine(
    {
      'words/replies.en.yaml': 'welcom: Hello\n',
      'flows/words.yaml': readFileSync('knowledge-base/flows/words.yaml', 'utf8'),
      'flows/visit.yaml': 'flow: visit\nversion: one\n',
      'care/thanks.yaml': 'rule: thanks\n',
      'alerts/delay.yaml': 'alert: delay\n',
    },
    { ORDERS_REST_CONFIG: '/nowhere/orders.json' },
  );
  expect(about('words')).toMatchObject({ ok: false, detail: expect.stringContaining('replies.en.yaml') });
  expect(about('flows')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('visit.yaml:2:10 error: version'),
  });
  expect(about('care rules')).toMatchObject({ ok: false, detail: expect.stringContaining('thanks.yaml:1') });
  expect(about('delay alerts')).toMatchObject({ ok: false, detail: expect.stringContaining('delay.yaml:1') });
  expect(about('orders')).toMatchObject({ ok: false, detail: expect.stringContaining('/nowhere/orders.json') });
});

test('the doctor asks Redis and Telegram, and without them says nothing of them', async () => {
  const peer = await startTelegramPeer();
  onTestFinished(() => peer.close());
  const env = { TELEGRAM_BOT_TOKEN: peer.token, TELEGRAM_API_ROOT: peer.apiRoot };
  const well = await examine({}, env);
  expect(well('Telegram')).toMatchObject({ ok: true, detail: expect.stringMatching(/^@\w+ answers$/) });
  expect(well('Redis')).toBeUndefined();
  const ill = await examine(
    {},
    { ...env, TELEGRAM_BOT_TOKEN: `1:${'a'.repeat(35)}`, REDIS_URL: `redis://127.0.0.1:${await freePort()}` },
  );
  expect(ill('Telegram')).toMatchObject({ ok: false, detail: expect.stringContaining('@BotFather') });
  expect(ill('Redis')).toMatchObject({ ok: false, detail: expect.stringMatching(/ECONNREFUSED.*REDIS_URL/) });
});
