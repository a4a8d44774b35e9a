/**
 * Measures how long customers wait for an answer while a campaign is being sent and while it is paused, in turns, so that
 * whatever else this machine does falls on both. The Telegram of the tests runs in a process of its own and notes when what
 * arrives: nothing here asks for it meanwhile. Run:
 * `node scripts/bench-replies.ts [--answers 640] [--rounds 4] [--every 125] [--crowd 8000] [--limit 30] [--planning]`.
 * With `--planning` a campaign for the crowd is planned in each round, and none is sent.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { accountOf, addCrowd, campaignForCrowd, writeToCrowd } from '../test/support/campaign-crowd.ts';
import { telegramEnv } from '../test/support/postings.ts';
import { makeHome, startProduct } from '../test/support/product.ts';
import { openTestStorage } from '../test/support/storage.ts';
import { startTelegramPeerProcess } from '../test/support/telegram/index.ts';

const { values: options } = parseArgs({
  options: {
    answers: { type: 'string', default: '640' },
    rounds: { type: 'string', default: '4' },
    every: { type: 'string', default: '125' },
    crowd: { type: 'string', default: '8000' },
    // The platform's own limit of thirty a second: it is what a campaign and answers compete for.
    limit: { type: 'string', default: '30' },
    planning: { type: 'boolean', default: false },
    // A folder for CPU profiles of the product.
    profile: { type: 'string' },
  },
});
const ROUNDS = Number(options.rounds);
const PER_ROUND = Math.ceil(Number(options.answers) / ROUNDS);
const EVERY_MS = Number(options.every);
/** Enough that everybody has had their answer before they ask again. */
const ASKERS = 40;
/** What was under way is over, and what was resumed has begun. */
const SETTLE_MS = 1_500;

const home = makeHome();
const peer = await startTelegramPeerProcess();
const profile = options.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${options.profile}` } : {};
const env = { ...telegramEnv(peer), TELEGRAM_LIMIT_GLOBAL: options.limit, ...profile };
const product = await startProduct({ home, env });
const storage = openTestStorage(home.databaseUrl);
try {
  const askers: number[] = [];
  for (let each = 0; each < ASKERS; each += 1)
    askers.push((await peer.user({ firstName: `A${each}`, languageCode: 'en' })).id);
  await ask(askers, ASKERS * 2); // warm
  const { quiet, busy } = options.planning ? await besidePlanning(askers) : await besideSending(askers);
  quiet.sort((a, b) => a - b);
  busy.sort((a, b) => a - b);
  print('without', quiet);
  print(options.planning ? 'beside a plan' : 'beside a campaign', busy);
  const ratio = at(busy, 0.95) / at(quiet, 0.95);
  console.log(`p95 ${ratio >= 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %`);
} finally {
  await storage.close();
  await product.end();
  await peer.close();
  home.remove();
}

interface Waits {
  quiet: number[];
  busy: number[];
}

async function besideSending(askers: readonly number[]): Promise<Waits> {
  const waits: Waits = { quiet: [], busy: [] };
  const { campaign, desk } = await campaignForCrowd(storage, peer, Number(options.crowd));
  while ((await count(campaign, 'sent')) === 0) await pause(200);
  let gone = 0;
  let seconds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await count(campaign, 'sent');
    const started = performance.now();
    waits.busy.push(...(await ask(askers, PER_ROUND)));
    seconds += (performance.now() - started) / 1_000;
    gone += (await count(campaign, 'sent')) - before;
    await desk.pause(campaign, { actor: 'anna', now: Date.now() });
    await pause(SETTLE_MS);
    waits.quiet.push(...(await ask(askers, PER_ROUND)));
    await desk.resume(campaign, { actor: 'anna', now: Date.now() });
    await pause(SETTLE_MS);
  }
  console.log(`${gone} of the campaign went out meanwhile, ${(gone / seconds).toFixed(1)} a second`);
  return waits;
}

/** Each round plans a campaign of its own; it is paused before much of it has left. */
async function besidePlanning(askers: readonly number[]): Promise<Waits> {
  const waits: Waits = { quiet: [], busy: [] };
  const size = Number(options.crowd);
  const chats = Array.from({ length: size }, (_, index) => 9_000_000 + index);
  await addCrowd(storage, chats, accountOf(peer), Date.now(), {});
  let planned = 0;
  let seconds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { campaign, desk } = await writeToCrowd(storage, size, { perMinute: 1 });
    while ((await stateOf(campaign)) !== 'planning') await pause(20);
    const started = performance.now();
    while ((await stateOf(campaign)) === 'planning') waits.busy.push(...(await ask(askers, 20)));
    seconds += (performance.now() - started) / 1_000;
    planned += await count(campaign, 'planned');
    await desk.pause(campaign, { actor: 'anna', now: Date.now() });
    await pause(SETTLE_MS);
    waits.quiet.push(...(await ask(askers, PER_ROUND)));
  }
  console.log(`${planned} were planned meanwhile, ${Math.round(planned / seconds)} a second`);
  return waits;
}

/** Milliseconds from each question to its answer, by the peer's own notes. Throws when one is not answered in time. */
async function ask(askers: readonly number[], count: number): Promise<number[]> {
  const since = (await peer.commands.journal({ after: 0, waitMs: 0 })).at(-1)?.seq ?? 0;
  for (let each = 0; each < count; each += 1) {
    await peer.commands.say({ userId: askers[each % askers.length] ?? 0, text: 'hello' });
    await pause(EVERY_MS);
  }
  for (let look = 0; look < 100; look += 1) {
    const waits = waitsIn(await peer.commands.journal({ after: since, waitMs: 0 }), new Set(askers));
    if (waits.length >= count) return waits;
    await pause(100);
  }
  throw new Error('some questions found no answer within ten seconds');
}

/** The first word that reaches a chat after its question. */
function waitsIn(entries: Awaited<ReturnType<typeof peer.commands.journal>>, askers: ReadonlySet<number>): number[] {
  const askedAt = new Map<number, number>();
  const waits: number[] = [];
  for (const entry of entries) {
    if (entry.kind === 'update') askedAt.set(entry.chatId, entry.at);
    if (entry.kind !== 'message' || !askers.has(entry.chatId)) continue;
    const asked = askedAt.get(entry.chatId);
    askedAt.delete(entry.chatId);
    if (asked !== undefined) waits.push(entry.at - asked);
  }
  return waits;
}

async function count(campaign: string, status: 'planned' | 'sent'): Promise<number> {
  const row = await storage.db
    .selectFrom('care_ledger')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('source', '=', `campaign:${campaign}`)
    .where('status', '=', status)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function stateOf(campaign: string): Promise<string> {
  const { state } = await storage.db
    .selectFrom('care_campaigns')
    .select('state')
    .where('id', '=', campaign)
    .executeTakeFirstOrThrow();
  return state;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function print(name: string, sorted: readonly number[]): void {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => Math.round(at(sorted, share)));
  console.log(`${name}: ${sorted.length} answers, median ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`);
}
