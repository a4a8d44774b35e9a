/**
 * Measures the two speeds that flows promise: `advance` per event for every shipped flow, and the sweep of due timers
 * with 100,000 runs waiting. Run: `node scripts/bench-flows.ts [--json]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFlowLibrary } from '../src/flows/definition/library.ts';
import { advance } from '../src/flows/engine/advance.ts';
import type { FlowEvent } from '../src/flows/engine/event.ts';
import type { Flow } from '../src/flows/engine/flow.ts';
import { type FlowRun, newRun } from '../src/flows/engine/run.ts';
import { dueTimers } from '../src/flows/index.ts';
import { PORTS } from '../src/flows/ports/catalogue.ts';
import { migrate, openStorage } from '../src/storage/index.ts';
import { systemClock, systemRandom } from '../src/system.ts';

const NOW = Temporal.Instant.from('2026-11-21T09:00:00Z');
const ROUNDS = 300;
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
function measure(flow: Flow): { once: number[]; best: number[] } {
  const once: number[] = [];
  const best: number[] = [];
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
      best.push(Math.min(taken, again(flow, run, event), again(flow, run, event)) * 1_000);
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
  return { once, best };
}

/** The same event once more: what other programs on the machine took shows in one of the times, not in all. */
function again(flow: Flow, run: FlowRun, event: FlowEvent): number {
  const started = performance.now();
  advance(flow, run, event, NOW);
  return performance.now() - started;
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

async function sweep(): Promise<{ waiting: number; due: number; p50: number; p99: number; idle: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-bench-'));
  const storage = openStorage({ url: `sqlite:${join(directory, 'b.db')}`, clock: systemClock, random: systemRandom });
  await migrate(storage, systemClock);
  const waiting = 100_000;
  for (let from = 0; from < waiting; from += 5_000) {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({
      conversation_id: `k-${from + i}`,
      timer_key: `r:${from + i}`,
      due_at: 1_000_000 + (((from + i) * 7_919) % waiting),
    }));
    await storage.transact(async (tx) => {
      for (let at = 0; at < rows.length; at += 500)
        await tx
          .insertInto('flow_timers')
          .values(rows.slice(at, at + 500))
          .execute();
    });
  }
  const timed = async (now: number) => {
    const times: number[] = [];
    for (let round = 0; round < 200; round += 1) {
      const started = performance.now();
      await dueTimers(storage.db, now, 200);
      times.push(performance.now() - started);
    }
    return times.sort((a, b) => a - b);
  };
  const busy = await timed(1_050_000);
  const idle = await timed(0);
  await storage.close();
  rmSync(directory, { recursive: true, force: true });
  return { waiting, due: 50_000, p50: quantile(busy, 0.5), p99: quantile(busy, 0.99), idle: quantile(idle, 0.5) };
}

const library = await openFlowLibrary({
  directory: join(import.meta.dirname, '../knowledge-base/flows'),
  timeZone: 'Asia/Shanghai',
  ports: PORTS,
});
for (let round = 0; round < 4; round += 1) for (const flow of library.flows()) measure(flow); // The compiler warms up.
const flows = library.flows().map((flow) => {
  const { once, best } = measure(flow);
  once.sort((a, b) => a - b);
  best.sort((a, b) => a - b);
  return {
    flow: flow.id,
    events: once.length,
    p50: quantile(once, 0.5),
    p99: quantile(once, 0.99),
    p99BestOf3: quantile(best, 0.99),
  };
});
const timers = await sweep();
if (process.argv.includes('--json')) console.log(JSON.stringify({ flows, timers }));
else {
  console.table(
    flows.map((row) => ({
      ...row,
      p50: `${row.p50.toFixed(1)} µs`,
      p99: `${row.p99.toFixed(1)} µs`,
      p99BestOf3: `${row.p99BestOf3.toFixed(1)} µs`,
    })),
  );
  console.log(
    `Due sweep (200 of ${timers.due} due, ${timers.waiting} waiting): p50 ${timers.p50.toFixed(2)} ms, p99 ${timers.p99.toFixed(2)} ms; nothing due: ${timers.idle.toFixed(3)} ms`,
  );
}
