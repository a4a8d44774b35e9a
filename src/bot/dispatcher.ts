import { sql } from 'kysely';
import type { Events, Lanes, Lease } from '../coordination/index.ts';
import { addressKey, type Clock } from '../core/index.ts';
import type { Storage } from '../storage/index.ts';
import type { BotObserver } from './observer.ts';
import type { RunTurn } from './turn/turn.ts';
import type { TurnOutcome } from './turn/turn-outcome.ts';

export interface DispatcherOptions {
  storage: Storage;
  lanes: Lanes;
  events: Events;
  clock: Clock;
  runTurn: RunTurn;
  observer: BotObserver;
  /** Called after a turn was committed: there may be something to send. */
  onCommitted: () => void;
}

export interface Dispatcher {
  /** A conversation has something new. */
  wake(addressKey: string): void;
  /** Works until the signal aborts and every running turn is done. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing that this process was woken for is left to do, at the latest at `deadline`. */
  drain(deadline: number): Promise<void>;
}

/** Conversations worked on at once. Turns are short; more would only queue inside the database. */
const MAX_RUNNING = 32;
/** Pending rows that nobody woke us for (their process died) are looked for this often. */
const SWEEP_MS = 2_000;
const SWEEP_ROWS = 500;
/** Pause after a turn that threw or a database that did not answer. */
const RETRY_MS = 200;

/** Gives every conversation that has something new its turns: one at a time, in order, many conversations at once. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { storage, lanes, events, clock, runTurn, observer, onCommitted } = options;
  const waiting = new Set<string>();
  /** Running conversations, with what cuts short a wait for the rest of a fragment. */
  const running = new Map<string, AbortController>();
  const tasks = new Set<Promise<void>>();
  let stopping: AbortSignal | null = null;

  function wake(key: string): void {
    waiting.add(key);
    running.get(key)?.abort('more');
    fill();
  }

  function fill(): void {
    if (stopping?.aborted !== false) return;
    for (const key of waiting) {
      if (running.size >= MAX_RUNNING) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.set(key, new AbortController());
      const task = work(key, stopping).finally(() => {
        running.delete(key);
        tasks.delete(task);
        fill();
      });
      tasks.add(task);
    }
  }

  async function work(key: string, signal: AbortSignal): Promise<void> {
    let lease: Lease | null = null;
    try {
      while (!signal.aborted) {
        lease ??= await lanes.acquire(key, signal);
        waiting.delete(key); // what woke us until now is seen by the turn that begins
        const outcome = await runTurn(key, lease.token);
        if (outcome.kind === 'idle') return;
        await afterTurn(key, outcome, signal);
        // A token is good for one commit: the next turn needs a greater one.
        await lease.release();
        lease = null;
        if (outcome.kind === 'done' && !outcome.more && !waiting.has(key)) return;
      }
    } catch (thrown) {
      if (signal.aborted) return;
      observer.fault('turn', thrown);
      await clock.sleep(RETRY_MS, signal);
      waiting.add(key);
    } finally {
      await lease?.release();
    }
  }

  async function afterTurn(key: string, outcome: Exclude<TurnOutcome, { kind: 'idle' }>, signal: AbortSignal) {
    switch (outcome.kind) {
      case 'done':
        onCommitted();
        observer.turn(outcome.how, outcome.waitedMs);
        events.publish(`conversation:${addressKey(outcome.address)}`);
        return;
      case 'wait': {
        if (waiting.has(key)) return;
        const more = new AbortController();
        running.set(key, more);
        await clock.sleep(outcome.ms, AbortSignal.any([signal, more.signal]));
        return;
      }
      case 'stale':
        // A clock that was set back hands out tokens that the conversation has outgrown: without this it would wait for it.
        if (outcome.fence !== undefined) lanes.raise(outcome.fence);
        return;
      case 'failed':
        observer.fault('turn', outcome.cause);
        await clock.sleep(RETRY_MS, signal);
        return;
      default:
        outcome satisfies never;
    }
  }

  async function sweep(): Promise<void> {
    const rows = await storage.db
      .selectFrom('inbox')
      .select('address_key')
      .distinct()
      .where(sql<boolean>`state = 'pending'`)
      .limit(SWEEP_ROWS)
      .execute();
    for (const row of rows) if (!running.has(row.address_key)) waiting.add(row.address_key);
    fill();
  }

  return {
    wake,
    async run(signal) {
      stopping = signal;
      while (!signal.aborted) {
        await sweep().catch((thrown: unknown) => observer.fault('sweep', thrown));
        await clock.sleep(SWEEP_MS, signal);
      }
      await Promise.all(tasks);
    },
    async drain(deadline) {
      while (tasks.size > 0 && clock.now() < deadline) {
        const stop = new AbortController();
        await Promise.race([...tasks, clock.sleep(deadline - clock.now(), stop.signal)]);
        stop.abort();
      }
    },
  };
}
