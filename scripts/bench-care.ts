/**
 * Measures how a campaign is planned: one ledger row for each recipient, with the gate asked about each. Memory is sampled
 * after a collection. Run: `node --expose-gc scripts/bench-care.ts [--people 1000000]`. SQLite, in this process. The plan
 * does not rest here, as it does beside answers (`scripts/bench-replies.ts --planning`): the figure is its CPU.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { campaignById } from '../src/care/campaigns/campaign.ts';
import { readContent } from '../src/care/campaigns/content.ts';
import { planCampaign } from '../src/care/campaigns/plan-campaign.ts';
import { createCampaignDesk, createGate } from '../src/care/index.ts';
import { migrate, openStorage, type Storage } from '../src/storage/index.ts';
import { systemClock, systemRandom } from '../src/system.ts';

const { values: options } = parseArgs({ options: { people: { type: 'string', default: '1000000' } } });
const PEOPLE = Number(options.people);
const NOW = systemClock.now();
const ZONE = 'Asia/Shanghai';

const directory = mkdtempSync(join(tmpdir(), 'warmline-bench-care-'));
const storage = openStorage({ url: `sqlite:${join(directory, 'bench.db')}`, clock: systemClock, random: systemRandom });
try {
  await migrate(storage, systemClock);
  const loadStarted = performance.now();
  await load(storage);
  console.log(`${PEOPLE} customers loaded in ${seconds(loadStarted)}`);
  await plan();
} finally {
  await storage.close();
  rmSync(directory, { recursive: true, force: true });
}

async function plan(): Promise<void> {
  const abilitiesOf = () => ({ proactive: { kind: 'free' as const } });
  const clock = { ...systemClock, sleep: async () => {} };
  const parts = { clock, storage, gate: createGate({ abilitiesOf, timeZone: ZONE }), abilitiesOf, timeZone: ZONE };
  const desk = createCampaignDesk(parts);
  const content = {
    target: { kind: 'people' as const, audience: { consent: 'care' }, everyone: true },
    topic: 'care',
    channels: [],
    variants: [
      { name: 'a', weight: 1, text: { 'zh-CN': '你好', en: 'Hello' } },
      { name: 'b', weight: 1, text: { 'zh-CN': '您好', en: 'Hi' } },
    ],
    buttons: [],
    holdout: 0.05,
    goal: { kind: 'order' as const, within: 14 * 86_400_000 },
    life: 86_400_000,
    perMinute: 60_000,
    canary: true,
  };
  const { id } = await desk.create('bench', content, { actor: 'bench', now: NOW });
  await storage.transact((tx) =>
    tx
      .updateTable('care_campaigns')
      .set({ state: 'planning', cursor: '', scheduled_at: NOW, expires_at: NOW + content.life })
      .where('id', '=', id)
      .execute(),
  );
  const read = readContent(content);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read));
  const started = performance.now();
  const cpu = process.cpuUsage();
  const before = heapMb();
  let most = before;
  for (let state = 'more'; state !== 'done'; ) {
    const { cursor } = await storage.db
      .selectFrom('care_campaigns')
      .select('cursor')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    state = await planCampaign(
      parts,
      { ...(await campaignById(storage.db, id)), cursor: cursor ?? '' },
      read.message,
      NOW,
    );
    most = Math.max(most, heapMb());
  }
  const { user, system } = process.cpuUsage(cpu);
  const rows = await storage.db
    .selectFrom('care_ledger')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  console.log(`planned ${rows.count} recipients in ${seconds(started)} (CPU ${((user + system) / 1e6).toFixed(0)} s)`);
  console.log(
    `heap ${before} MB before, at most ${most} MB between rounds; resident ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
  );
}

async function load({ db }: Storage): Promise<void> {
  const id = sql.raw(`printf('p%08d', n)`);
  await sql`insert into customers (id, name, locale, created_at, marks)
    with recursive each(n) as (select 1 union all select n + 1 from each where n < ${PEOPLE})
    select ${id}, 'C' || n, 'en', ${NOW - 1e9}, '|p|c:care+|a:test|r|' from each`.execute(db);
  await sql`insert into conversations (id, customer_id, channel, account, peer, address_key, locale, owner_kind, epoch, fence, revision, memory, created_at, last_message_at)
    select 'c' || id, id, 'test', 'shop', id, 'test/shop/' || id, 'en', 'bot', 0, 1, 0, '{}', created_at, created_at from customers`.execute(
    db,
  );
  await sql`insert into customer_consents (customer_id, topic, granted, source, at)
    select id, 'care', 1, 'bench', created_at from customers`.execute(db);
}

function heapMb(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e6);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}
