import { sql } from 'kysely';
import type { ChannelAbilities } from '../../core/index.ts';
import { allowedUntilRefused } from '../../customers/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import type { GateRules } from './gate-rules.ts';
import type { GateFacts } from './judge.ts';
import type { Ask } from './verdict.ts';

/** What a channel may do, by its id and account; undefined: not here. */
export type AbilitiesOf = (channel: string, account: string) => Pick<ChannelAbilities, 'proactive'> | undefined;

const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
/** A proposed resolution is no open complaint any more: the customer is asked about it by the complaint itself. */
const OPEN_COMPLAINT = ['open', 'responded', 'reopened'] as const;
const OPEN_CASE = ['waiting', 'held', 'snoozed'] as const;

/** Everything that the gate looks at for all these asks: a fixed number of indexed queries, however many they are. */
export async function readFacts(
  db: Database | Tx,
  asks: readonly Ask[],
  parts: { abilitiesOf: AbilitiesOf; zone: string; rules: GateRules },
  now: number,
): Promise<GateFacts[]> {
  if (asks.length === 0) return [];
  const people = [...new Set(asks.map((ask) => ask.customer))];
  const talks = [...new Set(asks.map((ask) => ask.conversation))];
  const [customers, leaving, consents, places, complaints, cases, moods, care, holds] = [
    await db.selectFrom('customers').select(['id', 'time_zone', 'erased_at']).where('id', 'in', people).execute(),
    await db.selectFrom('customer_erasures').select('customer_id').where('customer_id', 'in', people).execute(),
    await db
      .selectFrom('customer_consents')
      .select(['customer_id', 'topic', 'granted'])
      .where('customer_id', 'in', people)
      .execute(),
    await db
      .selectFrom('conversations')
      .select(['id', 'customer_id', 'channel', 'account', 'owner_kind', 'is_group', 'unreachable_since'])
      .where('id', 'in', talks)
      .execute(),
    await db
      .selectFrom('complaints')
      .select('customer_id')
      .where('customer_id', 'in', people)
      .where('state', 'in', OPEN_COMPLAINT)
      .execute(),
    await db
      .selectFrom('cases')
      .select('customer_id')
      .where('customer_id', 'in', people)
      .where('state', 'in', OPEN_CASE)
      .execute(),
    await badMoods(db, people, now - parts.rules.badMoodHours * HOUR_MS),
    await db
      .selectFrom('care_ledger')
      .select(['id', 'customer_id', 'status', 'counted_at'])
      .where('customer_id', 'in', people)
      .where('kind', '=', 'care')
      .where((row) => row.or([row('counted_at', '>', now - WEEK_MS), row('counted_at', 'is', null)]))
      .where('status', 'in', ['queued', 'sent', 'unsure'])
      .execute(),
    await holdsOf(db, asks),
  ];
  const windows = await windowsOf(db, places, parts.abilitiesOf, now);
  const customerOf = new Map(customers.map((row) => [row.id, row]));
  const placeOf = new Map(places.map((row) => [row.id, row]));
  const saidOf = new Map(consents.map((row) => [`${row.customer_id} ${row.topic}`, row.granted === 1]));
  const moodOf = new Map(moods.map((row) => [row.customer_id, row.at]));
  const isLeaving = new Set(leaving.map((row) => row.customer_id));
  const complains = new Set(complaints.map((row) => row.customer_id));
  const hasCase = new Set(cases.map((row) => row.customer_id));
  const careOf = Map.groupBy(care, (row) => row.customer_id);
  return asks.map((ask): GateFacts => {
    const customer = customerOf.get(ask.customer);
    const place = placeOf.get(ask.conversation);
    const others = (careOf.get(ask.customer) ?? []).filter((row) => row.id !== ask.own);
    return {
      known: customer?.erased_at === null && place?.customer_id === ask.customer,
      leaving: isLeaving.has(ask.customer),
      consent: saidOf.get(`${ask.customer} ${ask.topic}`) ?? null,
      // A room has no person's word; whoever brought the bot in did so for its news, until somebody refuses for it.
      allowedUnasked: place?.is_group === 1 || allowedUntilRefused(ask.topic),
      zone: customer?.time_zone ?? parts.zone,
      unreachable: place !== undefined && place.unreachable_since !== null,
      proactive: place === undefined ? undefined : parts.abilitiesOf(place.channel, place.account)?.proactive,
      caseOpen: place?.owner_kind !== 'bot' || hasCase.has(ask.customer),
      complaintOpen: complains.has(ask.customer),
      badMoodAt: moodOf.get(ask.customer) ?? null,
      counted: others.flatMap((row) => (row.counted_at === null ? [] : [row.counted_at])),
      queued: others.filter((row) => row.counted_at === null).length,
      held: ask.batch === null ? null : (holds.get(ask.batch) ?? null),
      window: windows.get(ask.conversation) ?? { lastWordAt: null, used: 0 },
    };
  });
}

/** The last bad word of each of these people since `since`, where their mood has not eased. */
async function badMoods(db: Database | Tx, people: readonly string[], since: number) {
  const rows = await db
    .selectFrom('conversations')
    .innerJoin('handoff_marks', 'handoff_marks.conversation_id', 'conversations.id')
    .innerJoin('moods', 'moods.conversation_id', 'conversations.id')
    .select(['conversations.customer_id', 'handoff_marks.mood', (row) => row.fn.max('moods.at').as('at')])
    .where('conversations.customer_id', 'in', people)
    .where('moods.at', '>', since)
    .where('moods.level', 'in', ['frustrated', 'angry'])
    .groupBy(['conversations.customer_id', 'conversations.id', 'handoff_marks.mood'])
    .execute();
  return rows.filter((row) => /"level":"(?:frustrated|angry)"/.test(row.mood));
}

async function holdsOf(db: Database | Tx, asks: readonly Ask[]): Promise<Map<string, 'paused' | 'stopped'>> {
  const batches = [...new Set(asks.flatMap((ask) => (ask.batch === null ? [] : [ask.batch])))];
  if (batches.length === 0) return new Map();
  const rows = await db.selectFrom('care_holds').select(['batch', 'state']).where('batch', 'in', batches).execute();
  return new Map(rows.map((row) => [row.batch, row.state]));
}

/** Only for platforms with a window: their last word there, and what has left, or is about to, since then. */
async function windowsOf(
  db: Database | Tx,
  places: readonly { id: string; channel: string; account: string }[],
  abilitiesOf: AbilitiesOf,
  now: number,
): Promise<Map<string, GateFacts['window']>> {
  const found = new Map<string, GateFacts['window']>();
  for (const { id, channel, account } of places) {
    const proactive = abilitiesOf(channel, account)?.proactive;
    if (proactive?.kind !== 'window') continue;
    const heard = await db
      .selectFrom('messages')
      .select((row) => row.fn.max('at').as('at'))
      .where('conversation_id', '=', id)
      .where('author', '=', 'customer')
      .where('at', '>', now - proactive.hours * HOUR_MS)
      .executeTakeFirst();
    const lastWordAt = heard?.at ?? null;
    const said = await db
      .selectFrom('messages')
      .select(sql<number>`count(*)`.as('count'))
      .where('conversation_id', '=', id)
      .where('author', '<>', 'customer')
      .where('delivery', 'in', ['pending', 'sent', 'unsure'])
      .where('at', '>=', lastWordAt ?? now)
      .executeTakeFirstOrThrow();
    found.set(id, { lastWordAt, used: Number(said.count) });
  }
  return found;
}
