import { type ConversationId, eachInTurn } from '../../core/index.ts';
import type { Database, Storage, Tx } from '../../storage/index.ts';
import type { CaseRow } from '../cases/case.ts';
import { allAgents, isOnDuty } from '../desk/agents.ts';
import type { HandoffEffect } from '../effect.ts';

export interface Place {
  /** 1 is next. */
  place: number;
  /** Expected wait, rounded up to whole minutes. */
  minutes: number;
}

/** Until cases have been resolved, one is expected to take so long. */
const USUAL_HANDLING_MS = 8 * 60_000;
/** Recent cases from which the usual handling time is taken. */
const SAMPLE = 50;
/** The customer is told of a new place at most this often. */
const TELL_EVERY_MS = 2 * 60_000;

export async function placeOf(db: Database | Tx, row: CaseRow, now: number): Promise<Place> {
  const before = await db
    .selectFrom('cases')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('state', '=', 'waiting')
    .where('id', '<>', row.id)
    .where((builder) =>
      builder.or([
        builder('priority', '>', row.priority),
        builder.and([builder('priority', '=', row.priority), builder('queued_at', '<', row.queued_at)]),
        builder.and([
          builder('priority', '=', row.priority),
          builder('queued_at', '=', row.queued_at),
          builder('id', '<', row.id),
        ]),
      ]),
    )
    .executeTakeFirstOrThrow();
  const place = Number(before.count) + 1;
  return { place, minutes: minutesAt(place, await pace(db, now)) };
}

/** Places that changed since they were last told, at most every two minutes per customer. */
export async function tellPlaces(
  storage: Storage,
  now: number,
  apply: (tx: Tx, effects: readonly HandoffEffect[]) => Promise<void>,
): Promise<number> {
  const waiting = await storage.db
    .selectFrom('cases')
    .select(['id', 'conversation_id', 'told_place', 'told_at'])
    .where('state', '=', 'waiting')
    .orderBy('priority', 'desc')
    .orderBy('queued_at')
    .orderBy('id')
    .execute();
  const due = waiting
    .map((row, index) => ({ ...row, place: index + 1 }))
    .filter((row) => row.told_place !== row.place && (row.told_at === null || row.told_at <= now - TELL_EVERY_MS));
  if (due.length === 0) return 0;
  const usual = await pace(storage.db, now);
  if (usual.agents === 0) return 0;
  await eachInTurn(due, ({ id, conversation_id, place, told_at }) =>
    storage.transact(async (tx) => {
      const same = tx
        .updateTable('cases')
        .set({ told_place: place, told_at: now })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .where('told_at', told_at === null ? 'is' : '=', told_at);
      if ((await same.executeTakeFirst()).numUpdatedRows === 0n) return;
      const telling = { word: 'placeNow', place, minutes: minutesAt(place, usual) } as const;
      await apply(tx, [{ kind: 'tell', conversation: conversation_id as ConversationId, telling, fenced: true }]);
    }),
  );
  return due.length;
}

interface Pace {
  handlingMs: number;
  agents: number;
}

function minutesAt(place: number, { handlingMs, agents }: Pace): number {
  return Math.max(1, Math.ceil((place * handlingMs) / Math.max(1, agents) / 60_000));
}

/** The median handling time of the last cases, and how many people work. */
async function pace(db: Database | Tx, now: number): Promise<Pace> {
  const rows = await db
    .selectFrom('cases')
    .select(['held_since', 'resolved_at'])
    .where('state', '=', 'resolved')
    .where('held_since', 'is not', null)
    .orderBy('resolved_at', 'desc')
    .limit(SAMPLE)
    .execute();
  const times = rows.map((row) => Number(row.resolved_at) - Number(row.held_since)).sort((a, b) => a - b);
  const agents = (await allAgents(db)).filter((agent) => isOnDuty(agent, now)).length;
  return { handlingMs: times[Math.floor(times.length / 2)] ?? USUAL_HANDLING_MS, agents };
}
