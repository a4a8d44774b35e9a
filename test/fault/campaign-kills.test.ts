import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, type Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { campaignForCrowd } from '../support/campaign-crowd.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { openTestStorage } from '../support/storage.ts';
import type { FaultEffect } from '../support/telegram/faults.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

const SOAK = process.env['WARMLINE_SOAK'] !== undefined;
const CROWD = SOAK ? 10_000 : 400;
const KILLS = SOAK ? 12 : 3;
const SEED = 20_261_122;

/** What Telegram does at random; those that leave it open whether a message arrived are unsure by nature. */
const EFFECTS: readonly { does: FaultEffect; opensUnsure: boolean }[] = [
  { does: { kind: 'tooManyRequests', retryAfter: 1 }, opensUnsure: false },
  { does: { kind: 'blocked' }, opensUnsure: false },
  { does: { kind: 'serverError', code: 502, html: true }, opensUnsure: true },
  { does: { kind: 'acceptThenDrop' }, opensUnsure: true },
  { does: { kind: 'reset' }, opensUnsure: true },
];

let home: Home;
let peer: TelegramPeer;
let storage: Storage;
let product: Product | null = null;

beforeAll(async () => {
  home = makeHome();
  peer = await startTelegramPeer();
  storage = openTestStorage(home.databaseUrl);
  await migrate(storage, systemClock);
});
afterAll(async () => {
  await product?.end();
  await storage?.close();
  await peer?.close();
  home?.remove();
});

test(
  `a campaign of ${CROWD} that is killed ${KILLS} times by a platform full of faults reaches each once or says why not`,
  async () => {
    const random = seeded(SEED);
    const { campaign, chats } = await campaignForCrowd(storage, peer, CROWD);
    const settled = () => countOf(campaign, ['sent', 'unsure', 'failed', 'refused', 'expired']);
    let opened = 0;
    // One hang: after its time is up nobody can know.
    await peer.script({ method: 'sendMessage', skip: 5, does: { kind: 'acceptThenHang' } });
    opened += 1;
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let each = 0; each < 6; each += 1) {
        const { does, opensUnsure } = EFFECTS[Math.floor(random() * EFFECTS.length)] ?? EFFECTS[0] ?? never();
        await peer.script({ method: 'sendMessage', skip: Math.floor((random() * CROWD) / KILLS / 6), does });
        if (opensUnsure) opened += 1;
      }
      product = await startProduct({ home, env: telegramEnv(peer) });
      const goal = Math.floor((CROWD * (kill + 1)) / (KILLS + 2));
      await expect.poll(settled, { timeout: 240_000, interval: 20 }).toBeGreaterThan(goal);
      await product.end('SIGKILL');
    }
    product = await startProduct({ home, env: telegramEnv(peer) });
    await expect.poll(() => stateOf(campaign), { timeout: SOAK ? 1_500_000 : 240_000, interval: 250 }).toBe('done');
    await product.end();
    product = await startProduct({ home, env: telegramEnv(peer) });
    await expect.poll(async () => (await peer.commands.pending()).length).toBe(0);
    await product.end();
    product = null;

    const rows = await storage.db
      .selectFrom('care_ledger')
      .select(['customer_id', 'status', 'detail'])
      .where('source', '=', `campaign:${campaign}`)
      .execute();
    expect(rows).toHaveLength(CROWD);
    expect(new Set(rows.map((row) => row.customer_id)).size).toBe(CROWD);
    const statusOf = new Map(rows.map((row) => [row.customer_id, row.status]));
    const tally: Record<string, number> = {};
    for (const chat of chats) {
      const status = statusOf.get(`p-${chat}`) ?? 'none';
      tally[status] = (tally[status] ?? 0) + 1;
      const arrived = (await peer.commands.messages({ chatId: chat })).length;
      if (status === 'sent') expect(arrived, `chat ${chat} was sent to`).toBe(1);
      else if (status === 'unsure') expect(arrived, `chat ${chat} is unsure`).toBeLessThanOrEqual(1);
      else expect([status, arrived], `chat ${chat}`).toEqual(['failed', 0]);
    }
    console.log(`${CROWD} recipients, ${KILLS} kills, ${opened} faults of unknown outcome: ${JSON.stringify(tally)}`);
    const killed = rows.filter((row) => row.status === 'unsure' && row.detail?.startsWith('the process ended')).length;
    // The send that hangs may be under way at a kill too, beside the one that is always allowed.
    expect(killed, 'at most one unsure per kill').toBeLessThanOrEqual(KILLS + 1);
    expect(tally['unsure'] ?? 0).toBeLessThanOrEqual(KILLS + opened);
    expect(tally['sent']).toBeGreaterThan(CROWD * 0.9);
  },
  SOAK ? 3_000_000 : 600_000,
);

async function countOf(
  campaign: string,
  statuses: readonly ('sent' | 'unsure' | 'failed' | 'refused' | 'expired')[],
): Promise<number> {
  const row = await storage.db
    .selectFrom('care_ledger')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('source', '=', `campaign:${campaign}`)
    .where('status', 'in', [...statuses])
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function stateOf(campaign: string): Promise<string> {
  return (
    await storage.db.selectFrom('care_campaigns').select('state').where('id', '=', campaign).executeTakeFirstOrThrow()
  ).state;
}

function never(): never {
  throw new Error('There is no fault to choose.');
}

/** mulberry32: small, seeded, good enough to choose what goes wrong. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
