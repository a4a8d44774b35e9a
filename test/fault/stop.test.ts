import { afterEach, beforeEach, expect, test } from 'vitest';
import { countWaiting, withDatabase } from '../support/home-storage.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, startProduct } from '../support/product.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

let home: Home;
let peer: TelegramPeer;

beforeEach(async () => {
  home = makeHome();
  peer = await startTelegramPeer();
});

afterEach(async () => {
  await peer.close();
  home.remove();
});

test('SIGTERM under load: what was accepted is answered before the end or after the next start, once', async () => {
  const users = await Promise.all(Array.from({ length: 40 }, (_, index) => peer.user({ firstName: `P${index}` })));
  const first = await startProduct({ home, env: telegramEnv(peer) });
  for (const user of users) for (let n = 0; n < 5; n += 1) await user.sends(`is there a zzq${n} in the vrmpf?`);
  await peer.waitFor((entry) => entry.kind === 'message');
  expect(await first.end('SIGTERM')).toBe(0);

  await withDatabase(home.databaseUrl, async ({ db }) => {
    const open = await db.selectFrom('outbox').select('id').where('state', 'in', ['sending', 'unsure']).execute();
    expect(open, 'an orderly stop leaves nothing unsure').toEqual([]);
  });

  const second = await startProduct({ home, env: telegramEnv(peer) });
  await expect.poll(async () => (await peer.commands.pending()).length, { timeout: 30_000 }).toBe(0);
  await expect.poll(() => countWaiting(home.databaseUrl), { timeout: 30_000 }).toBe(0);
  expect(await second.end('SIGTERM')).toBe(0);
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const heard = await db.selectFrom('messages').select('id').where('author', '=', 'customer').execute();
    expect(heard).toHaveLength(200);
    const sent = await db.selectFrom('outbox').select(['peer', 'state']).execute();
    expect(sent.filter((row) => row.state !== 'sent')).toEqual([]);
    for (const user of users) {
      expect(await user.received()).toHaveLength(sent.filter((row) => row.peer === String(user.id)).length);
    }
  });
});
