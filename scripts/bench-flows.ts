/**
 * Measures the speeds that flows promise: `advance` per event for every shipped flow, and with 100,000 runs waiting the
 * sweep of due timers and what an idle minute costs, on SQLite and PostgreSQL.
 * Run: `node scripts/bench-flows.ts [--flows] [--json]`; `--flows` leaves the databases out.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepDue, sweepOnce } from '../src/bot/due-sweep.ts';
import { createInbox } from '../src/bot/inbox.ts';
import { openFlowLibrary } from '../src/flows/definition/library.ts';
import { advance } from '../src/flows/engine/advance.ts';
import type { FlowEvent } from '../src/flows/engine/event.ts';
import type { Flow } from '../src/flows/engine/flow.ts';
import { type FlowRun, newRun } from '../src/flows/engine/run.ts';
import { PORTS } from '../src/flows/ports/catalogue.ts';
import { migrate, openStorage } from '../src/storage/index.ts';
import { systemClock, systemRandom } from '../src/system.ts';
import { startPostgres } from '../test/support/services/postgres.ts';

const NOW = Temporal.Instant.from('2026-11-21T09:00:00Z');
const ROUNDS = 300;
const IDLE_MS = 30_000;
const SAYINGS = [
  'A1024',
  '不对,是 A1025',
  '9分',
  '是',
  'no',
  '返回',
  '你们发货多久',
  'how long is the warranty?',
  '质量问题',
  '退款',
  '沙发的腿断了，客服也不回复',
  '13800138000',
  '继续',
  '没有了',
];
const DATA = {
  number: 'A1024',
  stage: 'preparing',
  stages: ['unpaid', 'preparing>', 'shipped', 'delivering', 'delivered'],
  can_change_address: true,
  orders: [{ number: 'A1', stage: 'paid', title: 'x' }],
  state: 'resolved',
  list: [],
};

/** Walks a flow at random but repeatably, timing each event. */
function measure(flow: Flow): { once: number[]; middle: number[] } {
  const once: number[] = [];
  const middle: number[] = [];
  let seed = 7;
  const pick = (count: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % count;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    let run: FlowRun | null = newRun(flow, `bench-${round}`, round % 2 === 0 ? 'zh-CN' : 'en');
    let event: FlowEvent = { kind: 'start', text: '帮我看看 A1024' };
    for (let step = 0; step < 25 && run; step += 1) {
      const started = performance.now();
      const moved = advance(flow, run, event, NOW);
      const taken = performance.now() - started;
      once.push(taken * 1_000);
      const three = [taken, again(flow, run, event), again(flow, run, event)].sort((a, b) => a - b);
      middle.push((three[1] ?? taken) * 1_000);
      run = moved.run;
      const call = moved.effects.find((effect) => effect.kind === 'call');
      const said = moved.effects.findLast((effect) => effect.kind === 'say');
      const choices = said?.kind === 'say' && said.reply.kind === 'choices' ? said.reply.choices : [];
      const own = choices.filter((choice) => !choice.id.includes(':-'));
      const chosen = own[pick(Math.max(1, own.length))];
      const text = SAYINGS[pick(SAYINGS.length)] ?? '';
      if (call?.kind === 'call')
        event = {
          kind: 'called',
          key: call.key,
          outcome: PORTS[call.port as keyof typeof PORTS].outcomes[0],
          data: DATA,
        };
      else if (run?.state.kind === 'nested') event = { kind: 'resumed', after: 'flow' };
      else if (chosen && pick(3) > 0) event = { kind: 'choice', id: chosen.id };
      else
        event = moved.effects.some((effect) => effect.kind === 'digress')
          ? { kind: 'unanswered', text }
          : { kind: 'message', text };
    }
  }
  return { once, middle };
}

/** The same event once more: what other programs on the machine took shows in one of the times, seldom in two. */
function again(flow: Flow, run: FlowRun, event: FlowEvent): number {
  const started = performance.now();
  advance(flow, run, event, NOW);
  return performance.now() - started;
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

interface Waiting {
  database: string;
  waiting: number;
  /** A whole sweep that finds 200 due runs and accepts them as events, in milliseconds. */
  dueP50: number;
  dueP99: number;
  /** CPU time of this process per such sweep, in milliseconds: what is left when others take the machine away. */
  dueCpu: number;
  /** A whole sweep that finds nothing, in milliseconds. */
  idleP50: number;
  /** Share of one core that the loop of sweeps takes in an idle minute: this process, and the database server. */
  idleCpu: number;
  idleServerCpu: number;
}

const WAITING = 100_000;
const ACCOUNT = { channel: 'test', account: 'shop' };

/** Runs that wait for a timer each, in a database like that of a shop. */
async function measureWaiting(url: string, serverPid: number | null): Promise<Waiting> {
  const storage = openStorage({ url, clock: systemClock, random: systemRandom });
  await migrate(storage, systemClock);
  const now = systemClock.now();
  for (let from = 0; from < WAITING; from += 5_000) {
    const ids = Array.from({ length: 5_000 }, (_, i) => from + i);
    await storage.transact(async (tx) => {
      for (let at = 0; at < ids.length; at += 500) {
        const some = ids.slice(at, at + 500);
        await tx
          .insertInto('customers')
          .values(some.map((id) => customer(id, now)))
          .execute();
        await tx
          .insertInto('conversations')
          .values(some.map((id) => conversation(id, now)))
          .execute();
        const timers = some.map((id) => ({
          conversation_id: `k-${id}`,
          timer_key: `r:${id}`,
          // Half are due already, half within the next day, shuffled.
          due_at: now + (((id * 7_919) % WAITING) - WAITING / 2) * 1_728,
        }));
        await tx.insertInto('flow_timers').values(timers).execute();
      }
    });
  }
  const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
  const observer = { fault: (_: string, thrown: unknown) => console.error(thrown), turn() {}, sent() {} };
  const parts = { storage, inbox, clock: systemClock, observer };
  const timed = async (rounds: number) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      await sweepOnce(parts);
      times.push(performance.now() - started);
    }
    return times.sort((a, b) => a - b);
  };
  const working = process.cpuUsage();
  const due = await timed(100);
  const worked = process.cpuUsage(working);
  await storage.transact((tx) =>
    tx
      .updateTable('flow_timers')
      .set({ due_at: now + 3_600_000 })
      .execute(),
  );
  const idle = await timed(200);
  const stop = new AbortController();
  const before = [process.cpuUsage(), serverPid === null ? 0 : serverCpuMs(serverPid)] as const;
  const started = performance.now();
  const loop = sweepDue(parts, stop.signal);
  await systemClock.sleep(IDLE_MS);
  stop.abort();
  await loop;
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before[0]);
  const server = serverPid === null ? 0 : serverCpuMs(serverPid) - before[1];
  await storage.close();
  return {
    database: storage.dialect,
    waiting: WAITING,
    dueP50: quantile(due, 0.5),
    dueP99: quantile(due, 0.99),
    dueCpu: (worked.user + worked.system) / 1_000 / due.length,
    idleP50: quantile(idle, 0.5),
    idleCpu: (user + system) / 1_000 / wall,
    idleServerCpu: server / wall,
  };
}

function customer(id: number, now: number) {
  return { id: `c-${id}`, name: null, locale: 'zh-CN', created_at: now };
}

function conversation(id: number, now: number) {
  return {
    ...{ id: `k-${id}`, customer_id: `c-${id}`, ...ACCOUNT, peer: `p-${id}`, address_key: `test/shop/p-${id}` },
    ...{ is_group: 0, locale: 'zh-CN', owner_kind: 'bot' as const, owner_case: null, owner_agent: null, epoch: 0 },
    ...{ fence: 0, revision: 0, memory: '{}', unreachable_since: null, created_at: now, last_message_at: now },
  };
}

/** CPU time of a process and its children so far (Linux). */
function serverCpuMs(pid: number): number {
  const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return [pid, ...own].reduce((sum, each) => {
    const fields = readFileSync(`/proc/${each}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

async function onSqlite(): Promise<Waiting> {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-bench-'));
  try {
    return await measureWaiting(`sqlite:${join(directory, 'b.db')}`, null);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function onPostgres(): Promise<Waiting> {
  const server = await startPostgres();
  try {
    return await measureWaiting(await server.createDatabase(), server.pid);
  } finally {
    await server.stop();
  }
}

const library = await openFlowLibrary({
  directory: join(import.meta.dirname, '../knowledge-base/flows'),
  timeZone: 'Asia/Shanghai',
  ports: PORTS,
});
for (let round = 0; round < 4; round += 1) for (const flow of library.flows()) measure(flow); // The compiler warms up.
const flows = library.flows().map((flow) => {
  const { once, middle } = measure(flow);
  once.sort((a, b) => a - b);
  middle.sort((a, b) => a - b);
  return {
    flow: flow.id,
    events: once.length,
    p50: quantile(once, 0.5),
    p99: quantile(once, 0.99),
    p99MiddleOf3: quantile(middle, 0.99),
  };
});
const waiting = process.argv.includes('--flows') ? [] : [await onSqlite(), await onPostgres()];
if (process.argv.includes('--json')) console.log(JSON.stringify({ flows, waiting }));
else {
  console.table(
    flows.map((row) => ({
      ...row,
      p50: `${row.p50.toFixed(1)} µs`,
      p99: `${row.p99.toFixed(1)} µs`,
      p99MiddleOf3: `${row.p99MiddleOf3.toFixed(1)} µs`,
    })),
  );
  if (waiting.length > 0)
    console.table(
      waiting.map((row) => ({
        database: row.database,
        waiting: row.waiting,
        'sweep, 200 due': `${row.dueP50.toFixed(1)} ms, p99 ${row.dueP99.toFixed(1)} ms, CPU ${row.dueCpu.toFixed(1)} ms`,
        'sweep, none due': `${row.idleP50.toFixed(2)} ms`,
        'idle CPU': `${(row.idleCpu * 100).toFixed(2)} %`,
        'idle CPU of the server': row.database === 'postgres' ? `${(row.idleServerCpu * 100).toFixed(2)} %` : '',
      })),
    );
}
