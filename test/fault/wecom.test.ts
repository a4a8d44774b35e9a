import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withDatabase } from '../support/home-storage.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { wecomEnv } from '../support/wecom/env.ts';
import { startWeComPeer, type WeComPeer } from '../support/wecom/index.ts';
import { CORP } from '../support/wecom/world.ts';

const PRELOAD = fileURLToPath(new URL('../support/crash-at-commit.ts', import.meta.url));
/** A loaded machine takes its time. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 90_000 });

let home: Home;
let peer: WeComPeer;
let product: Product | null = null;

beforeEach(async () => {
  home = makeHome();
  peer = await startWeComPeer(CORP);
});

afterEach(async () => {
  await product?.end();
  product = null;
  await peer.close();
  home.remove();
});

async function start(more: Parameters<typeof startProduct>[0] | object = {}): Promise<Product> {
  const env = { ...wecomEnv(peer), WECOM_CONTACTS: 'true' };
  product = await startProduct({ home, env, withinMs: 240_000, ...more });
  peer.callbackUrl = `${product.url}/webhooks/wecom`;
  return product;
}

test('a question in Chinese is answered from the knowledge base with its source, and what is pressed is understood', async () => {
  const running = await start();
  const received = () => peer.kf.received('wmAnn');
  const press = (label: RegExp) => {
    const choice = received()
      .at(-1)
      ?.choices.find((each) => label.test(each.label));
    if (choice === undefined) throw new Error(`nothing like ${label} in ${JSON.stringify(received().at(-1))}`);
    peer.kf.clicks('wmAnn', choice);
  };
  peer.kf.says('wmAnn', '下单后多久能送到？');
  await soon(() => received().length).toBe(1);
  // While the base is still being indexed it asks back first, with a menu.
  if (/哪一个/.test(received()[0]?.text ?? '')) press(/^下单后多久能送到/);
  await soon(() => received().at(-1)?.text).toMatch(/一般 2 到 4 个工作日送到。[\s\S]*来源：配送/);
  const before = received().length;
  press(/有帮助/);
  await soon(() => received().length).toBe(before + 1);
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const judged = await db.selectFrom('answer_feedback').select('helpful').execute();
    expect(judged).toEqual([{ helpful: 1 }]);
  });
  const bare = await fetch(`${running.url}/webhooks/wecom?msg_signature=x&timestamp=1&nonce=2&echostr=abc`);
  expect(bare.status).toBe(403);
  const large = await fetch(`${running.url}/webhooks/wecom`, { method: 'POST', body: 'x'.repeat(70_000) });
  expect(large.status).toBe(413);
});

test('thirty messages of one fetch are all heard once and in order, killed before and after their commit', async () => {
  // The commits of the start are not counted, so the first ones are those of a fetch and of the first turns.
  for (const [at, when] of [
    ['1', 'before'],
    ['1', 'after'],
    ['2', 'after'],
  ] as const) {
    const env = { ...wecomEnv(peer), CRASH_AT_COMMIT: at, CRASH_WHEN: when };
    const killed = await start({ env, preload: PRELOAD });
    if (at === '1' && when === 'before') for (let n = 0; n < 30; n += 1) peer.kf.says('wmAnn', `zzq${n} vrmpf?`);
    else peer.kf.says('wmBen', '几天能到');
    await soon(() => killed.process.signalCode).toBe('SIGKILL');
  }
  await start();
  await soon(() =>
    withDatabase(home.databaseUrl, async ({ db }) => {
      const rows = await db
        .selectFrom('messages')
        .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
        .select('content')
        .where('author', '=', 'customer')
        .where('peer', 'like', 'wmAnn%')
        .orderBy('position')
        .execute();
      return rows.map(({ content }) => /zzq(\d+)/.exec(content)?.[1]);
    }),
  ).toEqual(Array.from({ length: 30 }, (_, n) => String(n)));
  await soon(() => peer.kf.received('wmBen').length).toBeGreaterThan(0);
  await soon(() =>
    withDatabase(home.databaseUrl, async ({ db }) => {
      const rows = await db.selectFrom('outbox').select(['state', 'send_key']).execute();
      return rows.filter(({ state }) => state === 'due' || state === 'sending').length;
    }),
  ).toBe(0);
  // However often it was sent, WeCom showed each of our messages once.
  const shown = [...peer.kf.received('wmAnn'), ...peer.kf.received('wmBen')].map(({ msgid }) => msgid);
  expect(new Set(shown).size).toBe(shown.length);
});
