import type { OutboxGate } from '../../care/index.ts';
import type { Events, Limits } from '../../coordination/index.ts';
import {
  addressKey,
  type Channel,
  type Clock,
  errorText,
  type Random,
  type Rate,
  type SendKey,
  type SendResult,
} from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { BotObserver } from '../observer.ts';
import { type Candidate, type ChannelAccount, claim, dueRows, expire, nextDueAt, postpone } from './claim.ts';
import { isFirstWord } from './first-words.ts';
import {
  FIRST_WORDS_AT_ONCE,
  FIRST_WORDS_SLOW_MS,
  flightWidth,
  SLOW_SEND_MS,
  shareOf,
  uploadMs,
  WIDEST_FLIGHT,
} from './policy.ts';
import { addressOfRow, type OutboxRow, replyOfRow } from './row.ts';
import { type Finished, settle } from './settle.ts';

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
  /** Sends until the signal aborts, then lets what is under way come back and settles it. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing is due and nothing under way, at the latest at `deadline`. */
  drain(deadline: number): Promise<void>;
}

/** What a round does with the candidates it looked at. */
interface Plan {
  /** Something could go but for the width of the flight. */
  crowded: boolean;
  go: Candidate[];
  expired: number[];
  wait: Array<{ id: number; until: number }>;
}

const DEFAULT_SEND_TIMEOUT_MS = 20_000;
/** Rows of other processes and rows that became due are looked for this often. */
const LONGEST_SLEEP_MS = 1_000;
/** Candidates looked at per round; more than the widest flight, because some may have to wait for a limit. */
const LOOK_AHEAD = 128;
const DRAIN_POLL_MS = 20;

export function createOutbox(options: OutboxOptions): Outbox {
  const { storage, limits, events, clock, random, processId, observer } = options;
  const sendTimeoutMs = options.sendTimeoutMs ?? DEFAULT_SEND_TIMEOUT_MS;
  const channels = new Map(options.channels.map((channel) => [`${channel.id}/${channel.account}`, channel]));
  const accounts = options.channels.map(({ id, account }): ChannelAccount => ({ channel: id, account }));
  /** Channels that asked for a pause, with the time at which it ends. */
  const pausedUntil = new Map<string, number>();
  /** Until when alerts and care of a channel have used their share of its limit. */
  const shareUsedUntil = new Map<string, number>();
  const underWay = new Map<number, { account: string; first: boolean; since: number; done: Promise<void> }>();
  let finished: Finished[] = [];
  let awake: () => void = () => {};

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const asleep = new Promise<void>((resolve) => {
        awake = resolve;
      });
      let restMs = 0;
      await new Promise((resolve) => setImmediate(resolve)); // sends that come back together are settled together
      try {
        restMs = await round();
      } catch (thrown) {
        observer.fault('outbox', thrown);
        await clock.sleep(200, signal);
      }
      if (restMs > 0 && finished.length === 0) await sleepUntilWoken(asleep, restMs, signal);
    }
    await Promise.all([...underWay.values()].map((send) => send.done));
    await settleFinished();
  }

  async function sleepUntilWoken(asleep: Promise<void>, restMs: number, signal: AbortSignal): Promise<void> {
    const now = clock.now();
    const next = await nextDueAt(storage, now).catch(() => null);
    const stop = new AbortController();
    const wakeAt = [next, ...pausedUntil.values(), ...shareUsedUntil.values()]
      .filter((at) => at !== null && at > now)
      .map((at) => Number(at) - now);
    const ms = Math.max(1, Math.min(restMs, ...wakeAt));
    await Promise.race([asleep, clock.sleep(ms, AbortSignal.any([signal, stop.signal]))]);
    stop.abort();
  }

  /** Settles what came back, claims what may go, starts it. Returns after how long another round is worth it. */
  async function round(): Promise<number> {
    const now = clock.now();
    const candidates = await dueRows(storage, openAccounts(now), now, LOOK_AHEAD);
    const plan = await admit(candidates, now);
    const results = finished;
    const restMs = plan.crowded ? SLOW_SEND_MS : LONGEST_SLEEP_MS;
    if (results.length + plan.go.length + plan.expired.length + plan.wait.length === 0) return restMs;
    finished = [];
    let claimed: OutboxRow[];
    try {
      claimed = await storage.transact(async (tx) => {
        for (const result of results) await settle(tx, result, now, random);
        await expire(tx, plan.expired, now);
        for (const { id, until } of plan.wait) await postpone(tx, [id], until);
        return claim(
          tx,
          plan.go.map(({ id }) => id),
          processId,
          now,
          storage.dialect === 'postgres',
          options.gate,
        );
      });
    } catch (thrown) {
      finished = [...results, ...finished];
      throw thrown;
    }
    for (const { row, result } of results) announce(row, result);
    for (const row of claimed.sort((a, b) => a.id - b.id)) start(row);
    await giveBack(plan.go, claimed);
    // What was settled may have stood before another message of the same conversation: that one goes at once.
    const isMoreReady = results.length > 0 || (claimed.length > 0 && candidates.length === LOOK_AHEAD);
    return isMoreReady ? 0 : restMs;
  }

  function openAccounts(now: number): ChannelAccount[] {
    return accounts.filter(({ channel, account }) => (pausedUntil.get(`${channel}/${account}`) ?? 0) <= now);
  }

  /** Decides what of the candidates goes now: within the flight width and the platform's limits. */
  async function admit(candidates: readonly Candidate[], now: number): Promise<Plan> {
    const plan: Plan = { go: [], expired: [], wait: [], crowded: false };
    const free = new Map<string, number>();
    for (const row of candidates) {
      const account = `${row.channel}/${row.account}`;
      const channel = channels.get(account);
      if (!channel) continue;
      if (row.expires_at <= now) {
        plan.expired.push(row.id);
        continue;
      }
      const flight = isFirstWord(row) ? `first words of ${account}` : account;
      const places = free.get(flight) ?? freePlaces(row, channel, candidates);
      free.set(flight, places - 1);
      if (places <= 0) plan.crowded = true;
      if (places <= 0 || (pausedUntil.get(account) ?? 0) > now) continue;
      if (isFirstWord(row) && (shareUsedUntil.get(account) ?? 0) > now) continue;
      const wait = await takeLimits(row, channel);
      if (wait.ms === 0) plan.go.push(row);
      else if (wait.scope === 'chat') plan.wait.push({ id: row.id, until: now + wait.ms });
      else (wait.scope === 'share' ? shareUsedUntil : pausedUntil).set(account, now + wait.ms);
    }
    return plan;
  }

  /** Places in the flight of this kind of row: who asked something never waits for what we say first. */
  function freePlaces(row: Candidate, channel: Channel, candidates: readonly Candidate[]): number {
    const first = isFirstWord(row);
    const account = `${row.channel}/${row.account}`;
    const sends = [...underWay.values()].filter((send) => send.account === account && send.first === first);
    const quick = (ms: number) => sends.filter((send) => clock.now() - send.since < ms).length;
    const idempotent = channel.abilities.idempotentSend;
    if (first) {
      if (idempotent) return FIRST_WORDS_AT_ONCE.idempotent - sends.length;
      return Math.min(FIRST_WORDS_AT_ONCE.single - quick(FIRST_WORDS_SLOW_MS), FIRST_WORDS_AT_ONCE.slow - sends.length);
    }
    const waiting = candidates.filter((each) => `${each.channel}/${each.account}` === account && !isFirstWord(each));
    const width = flightWidth(waiting.length, idempotent);
    return Math.min(width - quick(SLOW_SEND_MS), WIDEST_FLIGHT - sends.length);
  }

  interface Wait {
    ms: number;
    scope: 'chat' | 'channel' | 'share';
  }

  async function takeLimits(row: Candidate, channel: Channel): Promise<Wait> {
    const taken: { key: string; rate: Rate }[] = [];
    for (const { key, rate, scope } of limitsOf(row, channel)) {
      const ms = await limits.take(key, rate);
      if (ms > 0) {
        for (const each of taken) await limits.giveBack(each.key, each.rate);
        return { ms, scope };
      }
      taken.push({ key, rate });
    }
    return { ms: 0, scope: 'chat' };
  }

  function limitsOf(row: Candidate, channel: Channel): { key: string; rate: Rate; scope: Wait['scope'] }[] {
    const { chat, group, global } = channel.abilities.limits;
    // A platform counts a room with all its topics as one.
    const key = channel.topics ? addressKey(channel.topics.roomOf(addressOfRow(row))) : row.address_key;
    const account = `${row.channel}/${row.account}`;
    const own = row.is_group ? (group ?? chat) : chat;
    const share = global && isFirstWord(row) ? shareOf(global) : undefined;
    return [
      ...(own ? [{ key, rate: own, scope: 'chat' as const }] : []),
      ...(share ? [{ key: `${account}/first`, rate: share, scope: 'share' as const }] : []),
      ...(global ? [{ key: account, rate: global, scope: 'channel' as const }] : []),
    ];
  }

  /** What the gate kept back, or another process has taken, uses up nothing of the platform's limits. */
  async function giveBack(admitted: readonly Candidate[], claimed: readonly OutboxRow[]): Promise<void> {
    const gone = new Set(claimed.map(({ id }) => id));
    for (const row of admitted) {
      const channel = channels.get(`${row.channel}/${row.account}`);
      if (gone.has(row.id) || !channel) continue;
      for (const { key, rate } of limitsOf(row, channel)) await limits.giveBack(key, rate);
    }
  }

  function start(row: OutboxRow): void {
    const account = `${row.channel}/${row.account}`;
    const channel = channels.get(account);
    if (!channel) return;
    const done = sendRow(channel, row).then((result) => {
      underWay.delete(row.id);
      if (result.kind === 'later' && result.scope === 'channel') {
        pausedUntil.set(account, clock.now() + (result.afterMs ?? 1_000));
      }
      finished.push({ row, result });
      awake();
    });
    underWay.set(row.id, { account, first: isFirstWord(row), since: clock.now(), done });
  }

  async function sendRow(channel: Channel, row: OutboxRow): Promise<SendResult> {
    const timeout = new AbortController();
    const stop = new AbortController();
    const reply = replyOfRow(row);
    const patienceMs = sendTimeoutMs + uploadMs(reply);
    const overdue = clock.sleep(patienceMs, stop.signal).then((): SendResult => {
      timeout.abort();
      return { kind: 'unsure', cause: `no answer within ${Math.round(patienceMs / 1000)} s` };
    });
    try {
      const sending = channel.send(addressOfRow(row), reply, row.send_key as SendKey, timeout.signal);
      return await Promise.race([sending, overdue]);
    } catch (thrown) {
      observer.fault('send', thrown);
      return { kind: 'refused', reason: { kind: 'invalid' }, detail: errorText(thrown) };
    } finally {
      stop.abort();
    }
  }

  async function settleFinished(): Promise<void> {
    const results = finished;
    finished = [];
    await storage.transact(async (tx) => {
      for (const result of results) await settle(tx, result, clock.now(), random);
    });
    for (const { row, result } of results) announce(row, result);
  }

  function announce(row: OutboxRow, result: SendResult): void {
    observer.sent(row.channel, result.kind, clock.now() - row.created_at);
    events.publish(`conversation:${addressKey(addressOfRow(row))}`);
  }

  async function drain(deadline: number): Promise<void> {
    while (clock.now() < deadline) {
      const due = await dueRows(storage, openAccounts(clock.now()), clock.now(), 1);
      if (due.length === 0 && underWay.size === 0 && finished.length === 0) return;
      await clock.sleep(DRAIN_POLL_MS);
    }
  }

  return { wake: () => awake(), run, drain };
}
