import type { OutboxGate } from '../../care/index.ts';
import type { Events, Limits } from '../../coordination/index.ts';
import {
  addressKey,
  type Channel,
  type Clock,
  errorText,
  type Random,
  type Reply,
  type SendKey,
  type SendResult,
} from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { BotObserver } from '../observer.ts';
import type { Boarding } from './boarding.ts';
import { type Candidate, claim, dueRows, expire, LOOK_AHEAD, nextDueAt, postpone } from './claim.ts';
import { isFirstWord } from './first-words.ts';
import { accountOf, createFlight, type Passenger, type Seat } from './flight.ts';
import { createLostClaims } from './lost-claims.ts';
import { SLOW_SEND_MS, uploadMs } from './policy.ts';
import { addressOfRow, type OutboxRow, replyOfRow } from './row.ts';
import type { Finished } from './settle.ts';
import { settleTogether } from './settle-together.ts';

export interface OutboxOptions {
  storage: Storage;
  channels: readonly Channel[];
  limits: Limits;
  events: Events;
  clock: Clock;
  random: Random;
  processId: string;
  observer: BotObserver;
  /** Asked about alerts and care when they are claimed; null: there are none. */
  gate?: OutboxGate | null;
  /** A send that has not come back after this long is unsure. */
  sendTimeoutMs?: number;
}

export interface Outbox {
  /** Tells it that rows were committed. Without it they are found within a second. */
  wake(): void;
  /** A place for a send that is about to be written down, or null: then its row is due and waits for its turn. */
  board(passenger: Passenger): Promise<Boarding | null>;
  /** Sends until the signal aborts, then lets what is under way come back and settles it. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing is due and nothing under way, at the latest at `deadline`. */
  drain(deadline: number): Promise<void>;
}

/** A send that has come back. Its seat is given up with the commit that settles it, or handed over in it. */
interface Landed extends Finished {
  seat: Seat;
}

/** What a round does with the candidates it looked at. */
interface Plan {
  go: { row: Candidate; seat: Seat }[];
  expired: number[];
  wait: Array<{ id: number; until: number }>;
  /** Something could go but for the width of the flight. */
  crowded: boolean;
}

const DEFAULT_SEND_TIMEOUT_MS = 20_000;
/** Rows of other processes and rows that became due are looked for this often. */
const LONGEST_SLEEP_MS = 1_000;
/** What boarded is settled with the next claim, at the latest after this long: one wait for the disk instead of two. */
const SETTLE_WITHIN_MS = 10;
const DRAIN_POLL_MS = 20;
/** A reason of its own saves the error that would be made for each send. */
const DONE = 'done';

export function createOutbox(options: OutboxOptions): Outbox {
  const { storage, events, clock, random, processId, observer } = options;
  const sendTimeoutMs = options.sendTimeoutMs ?? DEFAULT_SEND_TIMEOUT_MS;
  const flight = createFlight(options);
  const lost = createLostClaims(storage, processId);
  const underWay = new Set<Promise<void>>();
  let landed: Landed[] = [];
  /** Rows wait for a place: nobody boards before them. */
  let backlog = false;
  let awake: () => void = () => {};

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let woken = false;
      const asleep = new Promise<void>((resolve) => {
        awake = () => {
          woken = true;
          resolve();
        };
      });
      let restMs = 0;
      await new Promise((resolve) => setImmediate(resolve)); // sends that come back together are settled together
      try {
        restMs = await round();
      } catch (thrown) {
        observer.fault('outbox', thrown);
        await clock.sleep(200, signal);
      }
      if (restMs > 0 && !woken) await sleepUntilWoken(asleep, restMs, signal);
    }
    await Promise.all(underWay);
    await settleLast().catch((thrown: unknown) => observer.fault('outbox', thrown));
  }

  /** What cannot be settled now is unsure at the next start. */
  async function settleLast(): Promise<void> {
    const settling = takeLanded();
    await storage.transact((tx) => settleTogether(tx, settling, clock.now(), random));
    settled(settling);
  }

  async function sleepUntilWoken(asleep: Promise<void>, restMs: number, signal: AbortSignal): Promise<void> {
    const now = clock.now();
    const next = await nextDueAt(storage, now).catch(() => null);
    const stop = new AbortController();
    const wakeAt = [next, ...flight.pauses()].filter((at) => at !== null && at > now).map((at) => Number(at) - now);
    const ms = Math.max(1, Math.min(restMs, ...wakeAt));
    await Promise.race([asleep, clock.sleep(ms, AbortSignal.any([signal, stop.signal]))]);
    stop.abort(DONE);
  }

  /** Settles what came back, claims what may go, starts it. Returns after how long another round is worth it. */
  async function round(): Promise<number> {
    await lost.giveBack();
    const now = clock.now();
    const candidates = await dueRows(storage, flight.open(), now);
    const plan: Plan = { go: [], expired: [], wait: [], crowded: false };
    const settling = takeLanded();
    let claimed: OutboxRow[] = [];
    try {
      await admitAll(plan, candidates, seatsOf(settling), now);
      backlog = plan.crowded;
      if (settling.length + plan.go.length + plan.expired.length + plan.wait.length === 0) return rest(plan);
      await storage.transact(async (tx) => {
        await settleTogether(tx, settling, now, random);
        await expire(tx, plan.expired, now);
        for (const { id, until } of plan.wait) await postpone(tx, [id], until);
        const ids = plan.go.map(({ row }) => row.id);
        const gate = plan.go.some(({ row }) => isFirstWord(row)) ? options.gate : null;
        claimed = await claim(tx, ids, processId, now, storage.dialect === 'postgres', gate);
      });
    } catch (thrown) {
      landed = [...settling, ...landed];
      lost.add(claimed);
      for (const { row, seat } of plan.go) await flight.cancel(row, seat);
      throw thrown;
    }
    settled(settling);
    const seats = new Map(plan.go.map(({ row, seat }) => [row.id, seat]));
    for (const row of claimed.sort((a, b) => a.id - b.id)) {
      const seat = seats.get(row.id);
      if (seat) start(row, seat, 'at once');
      seats.delete(row.id);
    }
    // What the gate kept back, or another process has taken, uses up nothing.
    for (const { row } of plan.go) {
      const seat = seats.get(row.id);
      if (seat) await flight.cancel(row, seat);
    }
    // What was settled may have stood before another message of the same conversation: that one goes at once.
    const isMoreReady = settling.length > 0 || (claimed.length > 0 && candidates.length === LOOK_AHEAD);
    return isMoreReady ? 0 : rest(plan);
  }

  function rest({ crowded }: Plan): number {
    return crowded ? SLOW_SEND_MS : LONGEST_SLEEP_MS;
  }

  function takeLanded(): Landed[] {
    const taken = landed;
    landed = [];
    return taken;
  }

  function seatsOf(settling: readonly Landed[]): ReadonlySet<Seat> {
    return new Set(settling.map(({ seat }) => seat));
  }

  /** That they came back is committed. */
  function settled(settling: readonly Landed[]): void {
    for (const { row, result, seat } of settling) {
      flight.leave(seat);
      observer.sent(row.channel, result.kind, clock.now() - row.created_at);
      events.publish(`conversation:${addressKey(addressOfRow(row))}`);
    }
  }

  /** Decides what of the candidates goes now: within the flight width and the platform's limits. */
  async function admitAll(
    plan: Plan,
    candidates: readonly Candidate[],
    handedOver: ReadonlySet<Seat>,
    now: number,
  ): Promise<void> {
    const waiting = new Map<string, number>();
    for (const row of candidates) {
      if (!isFirstWord(row)) waiting.set(accountOf(row), (waiting.get(accountOf(row)) ?? 0) + 1);
    }
    /** Where no place was left: nobody else need ask there. */
    const full = new Set<string>();
    for (const row of candidates) {
      if (row.expires_at <= now) {
        plan.expired.push(row.id);
        continue;
      }
      const where = `${accountOf(row)}/${isFirstWord(row)}`;
      if (full.has(where)) continue;
      const admission = await flight.admit(row, waiting.get(accountOf(row)) ?? 0, handedOver);
      switch (admission.kind) {
        case 'go':
          plan.go.push({ row, seat: admission.seat });
          break;
        case 'wait':
          plan.wait.push({ id: row.id, until: now + admission.ms });
          break;
        case 'crowded':
          plan.crowded = true;
          full.add(where);
          break;
        case 'closed':
          break;
        default:
          admission satisfies never;
      }
    }
  }

  async function board(passenger: Passenger): Promise<Boarding | null> {
    if (backlog) return null;
    const settling = takeLanded();
    const admission = await flight.admit(passenger, 0, seatsOf(settling)).catch((thrown: unknown) => {
      landed = [...settling, ...landed];
      throw thrown;
    });
    if (admission.kind !== 'go') {
      landed = [...settling, ...landed];
      backlog = true;
      return null;
    }
    const { seat } = admission;
    return {
      sender: processId,
      makeRoom: (tx) => settleTogether(tx, settling, clock.now(), random),
      async leave(row, isFollowed) {
        settled(settling);
        if (row === null) await flight.cancel(passenger, seat);
        else start(row, seat, isFollowed ? 'at once' : 'soon');
      },
      async stay(written) {
        landed = [...settling, ...landed];
        if (written !== null) lost.add([written]);
        await flight.cancel(passenger, seat);
        awake();
      },
    };
  }

  /** `when` it is settled: at once where others may wait for it, else with whatever is committed next. */
  function start(row: OutboxRow, seat: Seat, when: 'at once' | 'soon'): void {
    flight.depart(seat);
    const sending = sendRow(seat.channel, row).then((came) => {
      const result = againWhereHarmless(seat.channel, row, came);
      underWay.delete(sending);
      flight.land(seat);
      if (result.kind === 'later' && result.scope === 'channel') flight.pause(seat.account, result.afterMs ?? 1_000);
      landed.push({ row, result, seat });
      if (when === 'at once' || backlog || landed.length > 1) awake();
      else void clock.sleep(SETTLE_WITHIN_MS).then(() => landed.length > 0 && awake());
    });
    underWay.add(sending);
  }

  /** An answer may be said again where the platform drops the second one. What we say first stays unsure (invariant 4). */
  function againWhereHarmless(channel: Channel, row: OutboxRow, result: SendResult): SendResult {
    if (result.kind !== 'unsure' || !channel.abilities.idempotentSend || isFirstWord(row)) return result;
    return { kind: 'later', afterMs: null, scope: 'chat', cause: result.cause };
  }

  /** Never rejects: what cannot be read cannot be sent, and what stands behind it goes on. */
  async function sendRow(channel: Channel, row: OutboxRow): Promise<SendResult> {
    try {
      return await sendInTime(channel, row, replyOfRow(row));
    } catch (thrown) {
      observer.fault('send', thrown);
      return { kind: 'refused', reason: { kind: 'invalid' }, detail: errorText(thrown) };
    }
  }

  async function sendInTime(channel: Channel, row: OutboxRow, reply: Reply): Promise<SendResult> {
    const timeout = new AbortController();
    const stop = new AbortController();
    const patienceMs = sendTimeoutMs + uploadMs(reply);
    const overdue = clock.sleep(patienceMs, stop.signal).then((): SendResult => {
      if (!stop.signal.aborted) timeout.abort();
      return { kind: 'unsure', cause: `no answer within ${Math.round(patienceMs / 1000)} s` };
    });
    try {
      const sending = channel.send(addressOfRow(row), reply, row.send_key as SendKey, timeout.signal);
      return await Promise.race([sending, overdue]);
    } finally {
      stop.abort(DONE);
    }
  }

  async function drain(deadline: number): Promise<void> {
    while (clock.now() < deadline) {
      const due = await dueRows(storage, flight.open(), clock.now()).catch(() => null);
      if (due?.length === 0 && underWay.size === 0 && landed.length === 0) return;
      await clock.sleep(DRAIN_POLL_MS);
    }
  }

  return { wake: () => awake(), board, run, drain };
}
