import { sql } from 'kysely';
import { DESK_TOPIC } from '../../bot/index.ts';
import type { Events } from '../../coordination/index.ts';
import type { Clock } from '../../core/index.ts';
import { firstNewsId, lastNewsId, newsAfter, type StoredNews } from '../../handoff/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { DeskEvent } from '../contract/index.ts';
import type { Principal } from './principal.ts';
import { seesAll } from './visibility.ts';

/** One console that listens. */
export interface Listener {
  who: Principal;
  send(event: DeskEvent, id: number | null): void;
  close(): void;
}

/** Live events to every console of this process. */
export interface LiveDesk {
  /** Joins after what the console last saw (`Last-Event-ID`), or from now on. Returns how to leave. */
  join(listener: Listener, lastSeen: number | null): Promise<() => void>;
  /** This console shows this conversation: typing and delivery come to it at once for a while. */
  watch(agent: string, conversation: string, addressKey: string): void;
  connected(): ReadonlySet<string>;
  /** Ends every stream of somebody who may no longer be here. */
  drop(agent: string): void;
  run(signal: AbortSignal): Promise<void>;
}

export interface LiveDeskParts {
  storage: Storage;
  events: Events;
  clock: Clock;
  /** Still the same person with the same right? Null: the session has ended. */
  recheck(who: Principal): Promise<Principal | null>;
}

/** Without Redis, what other processes committed is found this fast. */
const POLL_MS = 500;
/** In PostgreSQL a smaller id can be committed after a larger one: so many ids are looked at again. */
const OVERLAP = 100;
const PER_READ = 500;
/** Who missed more reads everything anew. */
const MOST_MISSED = 5_000;
const WATCH_MS = 30_000;
const RECHECK_MS = 15_000;

export function createLiveDesk({ storage, events, clock, recheck }: LiveDeskParts): LiveDesk {
  const listeners = new Set<Listener>();
  const watches = new Map<string, { until: number; end: () => void }>();
  const seen = new Set<number>();
  let cursor: number | null = null;
  let awake: () => void = () => {};

  async function pump(): Promise<void> {
    if (cursor === null) {
      cursor = await lastNewsId(storage.db);
      for (const { id } of await newsAfter(storage.db, Math.max(0, cursor - OVERLAP), PER_READ)) seen.add(id);
    }
    for (let full = true; full; ) {
      const news: readonly StoredNews[] = await newsAfter(storage.db, Math.max(0, cursor - OVERLAP), PER_READ);
      const fresh = news.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) {
        seen.add(id);
        cursor = Math.max(cursor, id);
      }
      for (const id of seen) if (id < cursor - 5 * OVERLAP) seen.delete(id);
      if (listeners.size > 0) await tellAll(fresh);
      full = fresh.length > 0 && news.length === PER_READ;
    }
  }

  async function tellAll(news: readonly StoredNews[]): Promise<void> {
    const wants = await wantedSkills(news);
    for (const each of news) {
      for (const listener of listeners) if (mayHear(listener.who, each, wants)) listener.send(each.news, each.id);
    }
  }

  /** Per conversation who may hear of it: the same rule as `caseIsVisible`, for many at once. */
  async function wantedSkills(news: readonly StoredNews[]): Promise<ReadonlyMap<string, CaseSight[]>> {
    const ids = [...new Set(news.flatMap(({ conversation }) => (conversation === null ? [] : [conversation])))];
    const sights = new Map<string, CaseSight[]>();
    if (ids.length === 0) return sights;
    const rows = await storage.db
      .selectFrom('cases')
      .select(['conversation_id', 'skill', 'agent_id', 'resolved_by'])
      .where('conversation_id', 'in', ids)
      .execute();
    for (const row of rows) sights.set(row.conversation_id, [...(sights.get(row.conversation_id) ?? []), row]);
    return sights;
  }

  /** From here on it is not told anything: its stream takes a while to be gone, and may not be written to any more. */
  function dismiss(listener: Listener): void {
    listeners.delete(listener);
    listener.send({ kind: 'signed-out' }, null);
    listener.close();
  }

  async function recheckAll(): Promise<void> {
    for (const listener of listeners) {
      const who = await recheck(listener.who);
      if (who === null) dismiss(listener);
      else listener.who = who;
    }
    for (const [key, { until, end }] of watches) {
      if (until > clock.now()) continue;
      end();
      watches.delete(key);
    }
  }

  return {
    async join(listener, lastSeen) {
      const first = await firstNewsId(storage.db);
      const last = await lastNewsId(storage.db);
      const tooOld = lastSeen !== null && (lastSeen < first - 1 || last - lastSeen > MOST_MISSED);
      listener.send({ kind: 'hello', fresh: lastSeen === null || tooOld, now: clock.now() }, null);
      listeners.add(listener);
      if (lastSeen !== null && !tooOld) {
        const missed = await newsAfter(storage.db, Math.max(0, lastSeen - OVERLAP), 2 * MOST_MISSED);
        const wants = await wantedSkills(missed);
        for (const each of missed) {
          if (listeners.has(listener) && mayHear(listener.who, each, wants)) listener.send(each.news, each.id);
        }
      }
      return () => listeners.delete(listener);
    },
    watch(agent, conversation, addressKey) {
      const key = `${agent} ${conversation}`;
      const until = clock.now() + WATCH_MS;
      const known = watches.get(key);
      if (known) {
        known.until = until;
        return;
      }
      const tell = (event: DeskEvent) => {
        for (const listener of listeners) if (listener.who.agent.id === agent) listener.send(event, null);
      };
      const ends = [
        events.subscribe(`conversation:${addressKey}`, () => tell({ kind: 'conversation', conversation })),
        events.subscribe(`typing:customer:${addressKey}`, () =>
          tell({ kind: 'viewers', conversation, customer: true }),
        ),
      ];
      watches.set(key, {
        until,
        end: () => {
          for (const end of ends) end();
        },
      });
    },
    connected: () => new Set([...listeners].map(({ who }) => who.agent.id)),
    drop(agent) {
      for (const listener of [...listeners]) {
        if (listener.who.agent.id === agent) dismiss(listener);
      }
    },
    async run(signal) {
      const end = events.subscribe(DESK_TOPIC, () => awake());
      let checked = clock.now();
      while (!signal.aborted) {
        const asleep = new Promise<void>((resolve) => {
          awake = resolve;
        });
        // A database that is away for a moment must not end the streams: the next round reads what was missed.
        await pump().catch(() => {});
        if (clock.now() - checked >= RECHECK_MS) {
          checked = clock.now();
          await recheckAll().catch(() => {});
        }
        const stop = new AbortController();
        await Promise.race([asleep, clock.sleep(POLL_MS, AbortSignal.any([signal, stop.signal]))]);
        stop.abort();
      }
      end();
      for (const { end: unwatch } of watches.values()) unwatch();
      for (const listener of listeners) listener.close();
    },
  };
}

interface CaseSight {
  skill: string | null;
  agent_id: string | null;
  resolved_by: string | null;
}

function mayHear(
  who: Principal,
  { agent, conversation, news }: StoredNews,
  wants: ReadonlyMap<string, CaseSight[]>,
): boolean {
  if (agent !== null) return agent === who.agent.id;
  if (news.kind === 'campaign') return who.role !== 'agent';
  if (who.role === 'operator') return false;
  if (news.kind === 'compensation' && !seesAll(who)) return false;
  if (conversation === null || seesAll(who)) return true;
  const { id, skills } = who.agent;
  return (wants.get(conversation) ?? []).some(
    (sight) =>
      sight.skill === null || skills.includes(sight.skill) || sight.agent_id === id || sight.resolved_by === id,
  );
}

/** Notes that somebody has a conversation open; true when the others should hear of it. */
export async function noteViewer(
  storage: Storage,
  view: { conversation: string; agent: string; typing: boolean },
  now: number,
): Promise<boolean> {
  return storage.transact(async (tx) => {
    const before = await tx
      .selectFrom('desk_viewers')
      .selectAll()
      .where('conversation_id', '=', view.conversation)
      .where('agent_id', '=', view.agent)
      .executeTakeFirst();
    const row = { seen_at: now, typing_until: view.typing ? now + 6_000 : 0 };
    await tx
      .insertInto('desk_viewers')
      .values({ conversation_id: view.conversation, agent_id: view.agent, ...row })
      .onConflict((conflict) => conflict.columns(['conversation_id', 'agent_id']).doUpdateSet(row))
      .execute();
    await tx
      .deleteFrom('desk_viewers')
      .where('seen_at', '<', now - 10 * 60_000)
      .execute();
    const wasTyping = before !== undefined && before.typing_until > now;
    return before === undefined || before.seen_at < now - WATCH_MS || wasTyping !== view.typing;
  });
}

/** Who has it open now, the asker excepted. */
export async function viewersOf(
  storage: Pick<Storage, 'db'>,
  conversation: string,
  except: string,
  now: number,
): Promise<{ agent: { id: string; name: string }; typing: boolean }[]> {
  const rows = await storage.db
    .selectFrom('desk_viewers')
    .innerJoin('agents', 'agents.id', 'desk_viewers.agent_id')
    .select(['agents.id', 'agents.name', sql<number>`desk_viewers.typing_until`.as('typing_until')])
    .where('conversation_id', '=', conversation)
    .where('seen_at', '>', now - WATCH_MS)
    .where('agents.id', '<>', except)
    .execute();
  return rows.map(({ id, name, typing_until }) => ({ agent: { id, name }, typing: typing_until > now }));
}
