import type { Clock } from '../core/index.ts';
import type { Storage, Tx } from '../storage/index.ts';
import { sweepCases } from './clocks/sweep-cases.ts';
import { forgetNews } from './desk/desk-events.ts';
import type { HandoffEffect } from './effect.ts';
import { tellPlaces } from './queue/places.ts';
import { routeWaiting } from './queue/route.ts';
import { deliverWebhooks } from './webhooks/deliver.ts';
import { followComplaints, forgetComplaintNews } from './webhooks/follow-complaints.ts';
import { followOrderRequests } from './webhooks/follow-order-requests.ts';
import { forgetDeliveries } from './webhooks/forget-deliveries.ts';

export interface DeskWork {
  storage: Storage;
  clock: Clock;
  /** Applies effects inside the transaction that they belong to. */
  apply: (tx: Tx, effects: readonly HandoffEffect[]) => Promise<void>;
  /** Something was committed: wake the outbox and the consoles. */
  committed: () => void;
  fault: (where: string, thrown: unknown) => void;
  allowedHosts: readonly string[];
  /** Finds complaints whose clocks ran out and writes that into their history, each once. */
  markOverdueComplaints: (now: number) => Promise<unknown>;
}

/** Nobody waits longer than this for routing or a clock. */
const ROUND_MS = 1_000;
const TIDY_MS = 10 * 60_000;

/** One round of everything that runs by itself. Returns how much was done, at least. */
export async function deskRound({ storage, clock, apply, fault }: DeskWork): Promise<number> {
  const now = clock.now();
  let done = 0;
  for (const part of [sweepCases, routeWaiting, tellPlaces]) {
    try {
      done += await part(storage, now, apply);
    } catch (thrown) {
      fault('desk', thrown);
      done += 1; // of its other cases some may have been committed
    }
  }
  return done;
}

/** Runs until the signal aborts; any number of processes may. */
export async function runDesk(work: DeskWork, signal: AbortSignal): Promise<void> {
  const { storage, clock, committed, fault } = work;
  await Promise.all([
    every(ROUND_MS, 'desk', async () => {
      if ((await deskRound(work)) > 0) committed();
    }),
    every(ROUND_MS, 'webhooks', () => deliverWebhooks(work)),
    every(ROUND_MS, 'complaints', async () => {
      await work.markOverdueComplaints(clock.now());
      if ((await followComplaints(storage, clock.now())) > 0) committed();
    }),
    every(ROUND_MS, 'order-requests', () => followOrderRequests(storage, clock.now())),
    every(TIDY_MS, 'desk-tidy', async () => {
      await forgetNews(storage, clock.now());
      await forgetComplaintNews(storage, clock.now());
      await forgetDeliveries(storage, clock.now());
    }),
  ]);

  async function every(ms: number, name: string, act: () => Promise<unknown>): Promise<void> {
    while (!signal.aborted) {
      await act().catch((thrown: unknown) => fault(name, thrown));
      await clock.sleep(ms, signal);
    }
  }
}
