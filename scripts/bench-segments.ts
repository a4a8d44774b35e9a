/**
 * Measures segments over many customers on both databases: the exact count of each, and a stream of everybody.
 * Run: `node scripts/bench-segments.ts [--customers 1000000] [--postgres postgres://…] [--loaded] [--only-postgres]
 * [--json]`. Without `--postgres` only SQLite is measured; the database has to be empty, or with `--loaded` that of an
 * earlier run. SQLite works inside of this process: its CPU time is what an idle machine would need.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { countSegment, readSegment, type Segment, streamSegment } from '../src/customers/index.ts';
import { marksNow } from '../src/customers/marks.ts';
import { migrate, openStorage, type Storage } from '../src/storage/index.ts';
import { systemClock, systemRandom } from '../src/system.ts';

const { values: options } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000000' },
    postgres: { type: 'string' },
    loaded: { type: 'boolean', default: false },
    'only-postgres': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const CUSTOMERS = Number(options.customers);
const NOW = Temporal.Instant.from('2026-11-21T09:00:00Z').epochMilliseconds;
const MOMENT = { now: NOW, timeZone: 'Asia/Shanghai' };
const ROUNDS = 5;
const CHUNK = 50_000;

const SEGMENTS: Readonly<Record<string, unknown>> = {
  everybody: { everybody: true },
  'one tier': { tier: 'core' },
  'rare tag': { tag: 'rare' },
  'common tag': { tag: 'common' },
  'without a common tag': { not: { tag: 'common' } },
  'birthday within a week': { birthday: { in_days: 7 } },
  'dormant buyers who agreed': {
    all: [{ orders: { at_least: 1 } }, { last_order: { older_than_days: 90 } }, { consent: 'care' }],
  },
  'core or potential, active, tagged, not complaining': {
    all: [
      { tier: ['core', 'potential'] },
      { active: { within_days: 60 } },
      { tag: ['common', 'third'] },
      { not: { tag: 'rare' } },
      { consent: 'care' },
    ],
  },
  'any of many': {
    any: [
      { tag: 'third' },
      { spent: { at_least: 4_000_000 } },
      { birthday: { month: 5 } },
      { not: { consent: 'care' } },
    ],
  },
  'reachable in Telegram': { all: [{ channel: 'telegram' }, { reachable: true }] },
};

interface Figures {
  database: string;
  customers: number;
  loadSeconds: number;
  counts: Record<string, { customers: number; bestMs: number; worstMs: number; cpuMs: number }>;
  stream: { customers: number; seconds: number; heapGrowthMb: number };
}

const directory = mkdtempSync(join(tmpdir(), 'warmline-bench-segments-'));
const figures: Figures[] = [];
try {
  if (!options['only-postgres']) figures.push(await measure('sqlite', `sqlite:${join(directory, 'bench.db')}`));
  if (options.postgres) figures.push(await measure('postgres', options.postgres));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(figures, null, 2));
else for (const each of figures) print(each);

async function measure(database: string, url: string): Promise<Figures> {
  const storage = openStorage({ url, clock: systemClock, random: systemRandom });
  await migrate(storage, systemClock);
  const started = performance.now();
  if (database === 'sqlite' || !options.loaded) await load(storage);
  const loadSeconds = (performance.now() - started) / 1000;
  const counts: Figures['counts'] = {};
  for (const [name, value] of Object.entries(SEGMENTS)) {
    const segment = segmentOf(value);
    const times: number[] = [];
    const cpu: number[] = [];
    let customers = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      const before = process.cpuUsage();
      customers = await countSegment(storage, segment, MOMENT);
      times.push(performance.now() - from);
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    }
    counts[name] = { customers, bestMs: Math.min(...times), worstMs: Math.max(...times), cpuMs: Math.max(...cpu) };
  }
  const stream = await streamAll(storage);
  await storage.close();
  return { database, customers: CUSTOMERS, loadSeconds, counts, stream };
}

async function streamAll(storage: Storage): Promise<Figures['stream']> {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  let most = heap;
  let customers = 0;
  const from = performance.now();
  for await (const part of streamSegment(
    storage,
    segmentOf({ any: [{ consent: 'care' }, { tag: 'common' }] }),
    MOMENT,
  )) {
    customers += part.length;
    most = Math.max(most, process.memoryUsage().heapUsed);
  }
  return { customers, seconds: (performance.now() - from) / 1000, heapGrowthMb: (most - heap) / 1e6 };
}

function segmentOf(value: unknown): Segment {
  const read = readSegment(value);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.segment;
}

/** The same customers on both: every figure is a function of the number, so that counts can be compared. */
async function load(storage: Storage): Promise<void> {
  for (let from = 1; from <= CUSTOMERS; from += CHUNK)
    await loadChunk(storage, from, Math.min(from + CHUNK - 1, CUSTOMERS));
  await sql`analyze`.execute(storage.db);
}

async function loadChunk(storage: Storage, from: number, to: number): Promise<void> {
  const numbers =
    storage.dialect === 'sqlite'
      ? sql`(with recursive numbers(n) as (select ${sql.lit(from)} union all select n + 1 from numbers where n < ${sql.lit(to)}) select n from numbers) as numbers`
      : sql`generate_series(${sql.lit(from)}, ${sql.lit(to)}) as numbers(n)`;
  const text = (expression: string) => sql.raw(`cast(${expression} as text)`);
  // Ids rise with time, as UUIDs of version 7 do; traits are spread by a prime that divides none of the moduli.
  const id = sql.raw(
    storage.dialect === 'sqlite' ? `printf('01990000-%012d', n)` : `'01990000-' || lpad(cast(n as text), 12, '0')`,
  );
  const big = storage.dialect === 'sqlite' ? 'n' : 'n::bigint';
  const day = `(${big} * 104729)`;
  await storage.transact(async (tx) => {
    await sql`insert into customers (id, name, locale, created_at, tier, tier_source, order_count, spent, first_order_at, last_order_at, last_active_at, birthday, birth_day, time_zone, member_since)
      select ${id}, 'Customer ' || ${text('n')}, case when n % 3 = 0 then 'en' else 'zh-CN' end, ${sql.raw(`${NOW} - (${day} % 700) * 86400000`)},
        case n % 10 when 0 then 'core' when 1 then 'potential' when 2 then 'potential' when 3 then 'new' when 4 then null else 'dormant' end, 'rule',
        n % 7, ${sql.raw(`${day} % 5000000`)}, ${sql.raw(`${NOW} - (${day} % 600 + 10) * 86400000`)},
        case when n % 7 = 0 then null else ${sql.raw(`${NOW} - (${day} % 365) * 86400000`)} end, ${sql.raw(`${NOW} - (${day} % 200) * 86400000`)},
        null, case when n % 5 = 0 then null else substr(${text('n % 12 + 101')}, 2, 2) || '-' || substr(${text('n % 28 + 101')}, 2, 2) end,
        'Asia/Shanghai', '2024-01-01' from ${numbers}`.execute(tx);
    await sql`insert into conversations (id, customer_id, channel, account, peer, address_key, locale, owner_kind, epoch, fence, revision, memory, unreachable_since, created_at, last_message_at)
      select ${text('n')}, ${id}, case when n % 2 = 0 then 'telegram' else 'web' end, 'shop', ${text('n')}, 'x/shop/' || ${text('n')}, 'en', 'bot', 0, 0, 0, '{}',
        case when n % 20 = 0 then 1 else null end, ${sql.lit(NOW)}, ${sql.lit(NOW)} from ${numbers}`.execute(tx);
    for (const [tag, every, rest] of [
      ['common', 2, 0],
      ['third', 3, 1],
      ['rare', 1000, 7],
    ] as const)
      await sql`insert into customer_tags (customer_id, tag, source, at) select ${id}, ${sql.lit(tag)}, 'rule', 1 from ${numbers} where n % ${sql.lit(every)} = ${sql.lit(rest)}`.execute(
        tx,
      );
    await sql`insert into customer_consents (customer_id, topic, granted, source, at) select ${id}, 'care', case when n % 4 = 0 then 0 else 1 end, 'chat', 1 from ${numbers} where n % 5 <> 0`.execute(
      tx,
    );
    await sql`update customers set marks = ${marksNow()} where id between ${idOf(from)} and ${idOf(to)}`.execute(tx);
  });
}

function idOf(number: number): string {
  return `01990000-${String(number).padStart(12, '0')}`;
}

function print({ database, customers, loadSeconds, counts, stream }: Figures): void {
  console.log(`\n${database}: ${customers.toLocaleString('en')} customers, loaded in ${loadSeconds.toFixed(0)} s`);
  for (const [name, { customers: found, bestMs, worstMs, cpuMs }] of Object.entries(counts))
    console.log(
      `  ${name.padEnd(52)} ${found.toLocaleString('en').padStart(9)}  ${bestMs.toFixed(0).padStart(5)} – ${worstMs.toFixed(0)} ms, CPU of the client at most ${cpuMs.toFixed(0)} ms`,
    );
  console.log(
    `  stream of ${stream.customers.toLocaleString('en')}: ${stream.seconds.toFixed(1)} s, heap +${stream.heapGrowthMb.toFixed(0)} MB`,
  );
}
