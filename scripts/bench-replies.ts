/**
 * Measures how long customers wait for an answer while a campaign is being sent and while it is paused, in turns, so that
 * whatever else this machine does falls on both. Against the Telegram of the tests. Run:
 * `node scripts/bench-replies.ts [--seconds 10] [--rounds 4] [--crowd 3000]`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { campaignForCrowd } from '../test/support/campaign-crowd.ts';
import { telegramEnv } from '../test/support/postings.ts';
import { makeHome, startProduct } from '../test/support/product.ts';
import { openTestStorage } from '../test/support/storage.ts';
import { startTelegramPeer, type TestUser } from '../test/support/telegram/index.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '4' },
    crowd: { type: 'string', default: '3000' },
  },
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
  const { campaign, desk } = await campaignForCrowd(storage, peer, Number(options.crowd));
  while ((await sent(campaign)) === 0) await pause(200);
  const quiet: number[] = [];
  const busy: number[] = [];
  let gone = 0;
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const before = await sent(campaign);
    busy.push(...(await ask(users, MS)));
    gone += (await sent(campaign)) - before;
    await desk.pause(campaign, { actor: 'anna', now: Date.now() });
    await pause(1_500); // what was under way is over
    quiet.push(...(await ask(users, MS)));
    await desk.resume(campaign, { actor: 'anna', now: Date.now() });
    await pause(1_500);
  }
  quiet.sort((a, b) => a - b);
  busy.sort((a, b) => a - b);
  print('campaign paused', quiet);
  print('campaign being sent', busy);
  console.log(`${gone} of the campaign went out in the ${options.rounds} rounds`);
  const ratio = at(busy, 0.95) / at(quiet, 0.95);
  console.log(`p95 ${ratio >= 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %`);
} finally {
  await storage.close();
  await product.end();
  await peer.close();
  home.remove();
}

/** Milliseconds from each question to its answer, in the order of asking. */
async function ask(users: readonly TestUser[], ms: number): Promise<number[]> {
  const waits: Promise<number>[] = [];
  const until = performance.now() + ms;
  for (let each = 0; performance.now() < until; each += 1) {
    const user = users[each % users.length];
    if (user) waits.push(answer(user));
    await pause(EVERY_MS);
  }
  return Promise.all(waits);
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
