import { afterAll, beforeAll, expect, test } from 'vitest';
import { countWaiting, saidBy, withDatabase } from '../support/home-storage.ts';
import { postUpdate, textUpdate, webhookEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

let home: Home;
let peer: TelegramPeer;
let product: Product;

beforeAll(async () => {
  home = makeHome();
  peer = await startTelegramPeer();
  product = await startProduct({ home, env: webhookEnv(peer) });
});

afterAll(async () => {
  await product.end();
  await peer.close();
  home.remove();
});

test('updates delivered ten times each, the repeats shuffled in, have one effect each and in the original order', async () => {
  const ann = await peer.user({ firstName: 'Ann' });
  const updates = Array.from({ length: 20 }, (_, index) =>
    textUpdate(500 + index, ann.id, `what is zzq${index} of vrmpf?`),
  );
  for (const [index, update] of updates.entries()) {
    // The platform delivers a chat's updates in order; its repeats of earlier ones come at any time.
    const repeats = Array.from({ length: 9 }, (_, round) => updates[(index * 7 + round * 5) % (index + 1)] ?? update);
    const statuses = await Promise.all([update, ...repeats].map((body) => postUpdate(product.url, peer, body)));
    expect(new Set(statuses)).toEqual(new Set([200]));
  }
  await expect.poll(() => countWaiting(home.databaseUrl), { timeout: 20_000 }).toBe(0);
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const heard = await saidBy(db, ann.id);
    expect(heard.map((content) => /zz[pq](\d+)/.exec(content)?.[1])).toEqual(updates.map((_, index) => String(index)));
    const gaps = await db.selectFrom('knowledge_gaps').select('question').orderBy('id').execute();
    expect(gaps.flatMap((gap) => gap.question.match(/zzq\d+/g) ?? [])).toEqual(
      updates.map((_, index) => `zzq${index}`),
    );
    const rows = await db.selectFrom('outbox').select('id').where('peer', '=', String(ann.id)).execute();
    expect(await ann.received()).toHaveLength(rows.length);
  });
});

test('updates that arrive shuffled while their conversation is busy are answered in the order of the platform', async () => {
  const ann = await peer.user({ firstName: 'Ann' });
  await withDatabase(home.databaseUrl, async (storage) => {
    // Holding the write lock keeps all of them waiting at the door, so that they are accepted in one commit.
    const held = Promise.withResolvers<void>();
    const lock = storage.transact(async (tx) => {
      await tx.selectFrom('settings').select('name').execute();
      await held.promise;
    });
    // The first one is at the door alone; what comes while it waits there is accepted together.
    const opener = postUpdate(product.url, peer, textUpdate(899, ann.id, 'what is zzp9 of vrmpf?'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const shuffled = [3, 0, 4, 1, 2].map((index) => textUpdate(900 + index, ann.id, `what is zzp${index} of vrmpf?`));
    const posts = shuffled.map((update) => postUpdate(product.url, peer, update));
    await new Promise((resolve) => setTimeout(resolve, 300));
    held.resolve();
    await lock;
    expect(await Promise.all([opener, ...posts])).toEqual([200, 200, 200, 200, 200, 200]);
  });
  await expect.poll(() => countWaiting(home.databaseUrl), { timeout: 20_000 }).toBe(0);
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const heard = await saidBy(db, ann.id);
    expect(heard.map((content) => /zz[pq](\d+)/.exec(content)?.[1])).toEqual(['9', '0', '1', '2', '3', '4']);
  });
});
