/**
 * Measures how long customers wait for an answer while nothing else happens, and while a campaign is being sent, against
 * the Telegram of the tests on this machine. Run: `node scripts/bench-replies.ts [--seconds 20] [--crowd 3000]`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { campaignForCrowd } from '../test/support/campaign-crowd.ts';
import { telegramEnv } from '../test/support/postings.ts';
import { makeHome, startProduct } from '../test/support/product.ts';
import { openTestStorage } from '../test/support/storage.ts';
import { startTelegramPeer, type TestUser } from '../test/support/telegram/index.ts';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, crowd: { type: 'string', default: '3000' } },
});
const MS = Number(options.seconds) * 1_000;
/** One question every so often; everybody has had their answer before they ask again. */
const EVERY_MS = 250;
const ASKERS = 8;

const home = makeHome();
const peer = await startTelegramPeer();
// The platform's own limit of thirty a second: it is what a campaign and answers compete for.
const product = await startProduct({ home, env: { ...telegramEnv(peer), TELEGRAM_LIMIT_GLOBAL: '30' } });
const storage = openTestStorage(home.databaseUrl);
try {
  const users = await Promise.all(
    Array.from({ length: ASKERS }, (_, each) => peer.user({ firstName: `A${each}`, languageCode: 'en' })),
  );
  await ask(users, 3_000); // warm
  const quiet = await ask(users, MS);
  const { campaign } = await campaignForCrowd(storage, peer, Number(options.crowd));
  await pause(4_000);
  const before = await sent(campaign);
  const busy = await ask(users, MS);
  const after = await sent(campaign);
  print('without a campaign', quiet);
  print('during a campaign', busy);
  console.log(`${after - before} of the campaign went out meanwhile`);
  const ratio = at(busy, 0.95) / at(quiet, 0.95);
  console.log(`p95 ${ratio >= 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %`);
} finally {
  await storage.close();
  await product.end();
  await peer.close();
  home.remove();
}

/** Milliseconds from each question to its answer. */
async function ask(users: readonly TestUser[], ms: number): Promise<number[]> {
  const waits: Promise<number>[] = [];
  const until = performance.now() + ms;
  for (let each = 0; performance.now() < until; each += 1) {
    const user = users[each % users.length];
    if (user) waits.push(answer(user));
    await pause(EVERY_MS);
  }
  return (await Promise.all(waits)).sort((a, b) => a - b);
}

async function answer(user: TestUser): Promise<number> {
  const known = (await user.received()).length;
  const started = performance.now();
  await user.sends('hello');
  await user.waitForMessages(known + 1, 30_000);
  return performance.now() - started;
}

async function sent(campaign: string): Promise<number> {
  const row = await storage.db
    .selectFrom('care_ledger')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('source', '=', `campaign:${campaign}`)
    .where('status', '=', 'sent')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function print(name: string, sorted: readonly number[]): void {
  console.log(
    `${name}: ${sorted.length} answers, median ${Math.round(at(sorted, 0.5))} ms, p95 ${Math.round(at(sorted, 0.95))} ms`,
  );
}
