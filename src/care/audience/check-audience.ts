import { ConversationId, CustomerId, Locale } from '../../core/index.ts';
import { countPeople, countSegment, type Segment, type SegmentMoment, streamSegment } from '../../customers/index.ts';
import type { Database, Storage, Tx } from '../../storage/index.ts';
import type { Gate } from '../gate/gate.ts';
import type { AbilitiesOf } from '../gate/standing.ts';
import type { Ask, RefuseReason, Verdict } from '../gate/verdict.ts';
import { type ChosenPlace, choosePlaces } from './choose-places.ts';

/** Who is meant, as far as it was asked: the people of a segment, or the rooms with some tags. */
export type Target = { kind: 'people'; audience: Segment } | { kind: 'rooms'; tags: readonly string[] };

export interface AudienceParts {
  storage: Storage;
  gate: Gate;
  abilitiesOf: AbilitiesOf;
}

/** What is asked of the gate besides the person. */
export interface Intent {
  topic: string;
  channels: readonly string[];
  batch: string | null;
  expiresAt: number;
}

/** One of those who are meant, with what the gate says about them now. */
export interface Member {
  customer: CustomerId;
  name: string | null;
  tier: string | null;
  place: ChosenPlace | null;
  verdict: Verdict | { kind: 'refuse'; reason: 'no-address' };
}

/** One of those who are meant, as a plan needs it. */
export interface Planned {
  customer: CustomerId;
  place: ChosenPlace | null;
  /** Why it is not for them; null: it goes, now or later. */
  refusal: RefuseReason | 'no-address' | null;
}

/** Exactly how many are meant, and how many people there are at all. */
export async function countTarget(
  storage: Storage,
  target: Target,
  moment: SegmentMoment,
): Promise<{ count: number; everybody: number }> {
  if (target.kind === 'rooms') {
    const rooms = await roomsOf(storage.db, target.tags);
    return { count: rooms.length, everybody: Number.POSITIVE_INFINITY };
  }
  return { count: await countSegment(storage, target.audience, moment), everybody: await countPeople(storage) };
}

/** Those who are meant, a part at a time, in an order that `after` continues. */
export async function* streamTarget(
  storage: Storage,
  target: Target,
  moment: SegmentMoment,
  after = '',
): AsyncGenerator<readonly CustomerId[]> {
  if (target.kind === 'people') yield* streamSegment(storage, target.audience, moment, after);
  else {
    const rooms = (await roomsOf(storage.db, target.tags)).filter((id) => id > after);
    if (rooms.length > 0) yield rooms;
  }
}

/** A few hundred of them with their places and verdicts: the number of queries does not grow with them. */
export async function judgeMembers(
  parts: AudienceParts,
  target: Target,
  customers: readonly CustomerId[],
  intent: Intent,
  now: number,
  reader: Database | Tx = parts.storage.db,
): Promise<Member[]> {
  if (customers.length === 0) return [];
  const placed = await placeMembers(parts, target, customers, intent, reader);
  const people = await reader
    .selectFrom('customers')
    .select(['id', 'name', 'tier'])
    .where('id', 'in', [...customers])
    .execute();
  const personOf = new Map(people.map((row) => [row.id, row]));
  const asked = placed.flatMap(({ ask }) => ask ?? []);
  const verdicts = await parts.gate.ask(reader, asked, now);
  const verdictOf = new Map(asked.map(({ customer }, index) => [customer, verdicts[index]]));
  return placed.map(({ customer, place }) => ({
    customer,
    name: personOf.get(customer)?.name ?? null,
    tier: personOf.get(customer)?.tier ?? null,
    place,
    verdict: verdictOf.get(customer) ?? { kind: 'refuse', reason: 'no-address' },
  }));
}

/** The same for a plan: where each of them is written to, and only whether it is not for them (`Gate.refusals`). */
export async function refuseMembers(
  parts: AudienceParts,
  target: Target,
  customers: readonly CustomerId[],
  intent: Intent,
  now: number,
): Promise<Planned[]> {
  const placed = await placeMembers(parts, target, customers, intent, parts.storage.db);
  const asked = placed.flatMap(({ ask }) => ask ?? []);
  const refusals = await parts.gate.refusals(parts.storage.db, asked, now);
  let next = 0;
  return placed.map(({ customer, place, ask }) => ({
    customer,
    place,
    refusal: ask === null ? 'no-address' : (refusals[next++] ?? null),
  }));
}

/** Each of them with their place and the question to the gate, in their order; null for who has no place. */
async function placeMembers(
  parts: AudienceParts,
  target: Target,
  customers: readonly CustomerId[],
  { topic, channels, batch, expiresAt }: Intent,
  reader: Database | Tx,
): Promise<{ customer: CustomerId; place: ChosenPlace | null; ask: Ask | null }[]> {
  const places =
    target.kind === 'rooms'
      ? await placesOfRooms(reader, customers, parts.abilitiesOf)
      : await choosePlaces(reader, customers, parts.abilitiesOf, channels);
  return customers.map((customer) => {
    const place = places.get(customer);
    if (place === undefined) return { customer, place: null, ask: null };
    const { conversation, via } = place;
    const ask = {
      customer,
      conversation,
      via,
      topic,
      batch,
      expiresAt,
      kind: 'care',
      own: null,
      stage: 'plan',
    } as const;
    return { customer, place, ask };
  });
}

/** How many would get it now, later, or not, and why. */
export interface AudienceReport {
  /** Of how many that was asked; fewer than the audience when it is larger than `most`. */
  asked: number;
  now: number;
  atVisit: number;
  byTask: number;
  later: Record<string, number>;
  excluded: Record<string, number>;
}

/** Asks the gate about the audience, at most about `most` of it. */
export async function reportAudience(
  parts: AudienceParts,
  target: Target,
  intent: Intent,
  moment: SegmentMoment,
  most: number,
): Promise<AudienceReport> {
  const report: AudienceReport = { asked: 0, now: 0, atVisit: 0, byTask: 0, later: {}, excluded: {} };
  for await (const page of streamTarget(parts.storage, target, moment)) {
    for (let at = 0; at < page.length && report.asked < most; at += SLICE) {
      const slice = page.slice(at, Math.min(at + SLICE, at + most - report.asked));
      for (const { verdict, place } of await judgeMembers(parts, target, slice, intent, moment.now)) {
        report.asked += 1;
        if (verdict.kind === 'refuse') add(report.excluded, verdict.reason);
        else if (verdict.kind === 'wait') add(report.later, verdict.reason);
        else if (place?.waitsForVisit) report.atVisit += 1;
        else if (place?.via === 'task') report.byTask += 1;
        else report.now += 1;
      }
    }
    if (report.asked >= most) break;
  }
  return report;
}

const SLICE = 500;

function add(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

/** The customers that stand for the rooms the bot is in. */
async function roomsOf(db: Database, tags: readonly string[]): Promise<CustomerId[]> {
  let query = db
    .selectFrom('groups')
    .innerJoin('conversations', 'conversations.address_key', 'groups.address_key')
    .select('conversations.customer_id')
    .distinct()
    .where('conversations.is_group', '=', 1)
    .where('groups.left_at', 'is', null)
    .orderBy('conversations.customer_id');
  if (tags.length > 0)
    query = query.where('groups.address_key', 'in', (tagged) =>
      tagged
        .selectFrom('group_tags')
        .select('group_key')
        .where('tag', 'in', [...tags]),
    );
  return (await query.execute()).map((row) => CustomerId.parse(row.customer_id));
}

async function placesOfRooms(
  db: Database | Tx,
  customers: readonly CustomerId[],
  abilitiesOf: AbilitiesOf,
): Promise<Map<CustomerId, ChosenPlace>> {
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'customer_id', 'channel', 'account', 'locale', 'unreachable_since'])
    .where('customer_id', 'in', [...customers])
    .where('is_group', '=', 1)
    .execute();
  return new Map(
    rows.flatMap((row): [CustomerId, ChosenPlace][] => {
      const proactive = abilitiesOf(row.channel, row.account)?.proactive.kind ?? 'none';
      if (proactive === 'none') return [];
      return [
        [
          CustomerId.parse(row.customer_id),
          {
            conversation: ConversationId.parse(row.id),
            channel: row.channel,
            account: row.account,
            via: proactive === 'task' ? 'task' : 'outbox',
            locale: Locale.catch('en').parse(row.locale),
            reachable: row.unreachable_since === null,
            waitsForVisit: false,
          },
        ],
      ];
    }),
  );
}
