import { sql } from 'kysely';
import type { ChannelAbilities } from '../../core/index.ts';
import { allowedUntilRefused } from '../../customers/index.ts';
import { type Database, prepared, type Tx } from '../../storage/index.ts';
import type { Ask } from './verdict.ts';

/** What a channel may do, by its id and account; undefined: not here. */
export type AbilitiesOf = (channel: string, account: string) => Pick<ChannelAbilities, 'proactive'> | undefined;

/** All that a refusal can rest on: who they are, what they said, where they can be met. Times in milliseconds. */
export interface Standing {
  /** False: nobody of this id, or the conversation is not theirs. */
  known: boolean;
  leaving: boolean;
  /** What they said about the topic; null: nothing, `allowedUnasked` is then what holds. */
  consent: boolean | null;
  allowedUnasked: boolean;
  /** Their own, or the shop's. IANA. */
  zone: string;
  unreachable: boolean;
  /** Undefined: no such channel in this installation. */
  proactive: ChannelAbilities['proactive'] | undefined;
  /** An agent or the queue has the conversation. */
  inHands: boolean;
  held: 'paused' | 'stopped' | null;
  /** For platforms with a window: their last word, and what we have said since. */
  window: { lastWordAt: number | null; used: number };
}

const HOUR_MS = 3_600_000;

/** How all these people stand: queries by primary key, as many however many they are; two more for each place with a window. */
export async function readStanding(
  db: Database | Tx,
  asks: readonly Ask[],
  parts: { abilitiesOf: AbilitiesOf; zone: string },
  now: number,
): Promise<Standing[]> {
  if (asks.length === 0) return [];
  const people = [...new Set(asks.map((ask) => ask.customer))];
  const talks = [...new Set(asks.map((ask) => ask.conversation))];
  const { rows: customers } = await findCustomers(db, { people });
  const { rows: leaving } = await findLeaving(db, { people });
  const { rows: consents } = await findConsents(db, { people });
  const { rows: places } = await findPlaces(db, { talks });
  const holds = await holdsOf(db, asks);
  const windows = await windowsOf(db, places, parts.abilitiesOf, now);
  const customerOf = new Map(customers.map((row) => [row.id, row]));
  const placeOf = new Map(places.map((row) => [row.id, row]));
  const saidOf = new Map(consents.map((row) => [`${row.customer_id} ${row.topic}`, row.granted === 1]));
  const isLeaving = new Set(leaving.map((row) => row.customer_id));
  return asks.map((ask): Standing => {
    const customer = customerOf.get(ask.customer);
    const place = placeOf.get(ask.conversation);
    return {
      known: customer?.erased_at === null && place?.customer_id === ask.customer,
      leaving: isLeaving.has(ask.customer),
      consent: saidOf.get(`${ask.customer} ${ask.topic}`) ?? null,
      // A room has no person's word; whoever brought the bot in did so for its news, until somebody refuses for it.
      allowedUnasked: place?.is_group === 1 || allowedUntilRefused(ask.topic),
      zone: customer?.time_zone ?? parts.zone,
      unreachable: place !== undefined && place.unreachable_since !== null,
      proactive: place === undefined ? undefined : parts.abilitiesOf(place.channel, place.account)?.proactive,
      inHands: place?.owner_kind !== 'bot',
      held: ask.batch === null ? null : (holds.get(ask.batch) ?? null),
      window: windows.get(ask.conversation) ?? NO_WINDOW,
    };
  });
}

const NO_WINDOW = { lastWordAt: null, used: 0 };

const findCustomers = prepared((db, { people }: { people: readonly string[] }) =>
  db.selectFrom('customers').select(['id', 'time_zone', 'erased_at']).where('id', 'in', people),
);

const findLeaving = prepared((db, { people }: { people: readonly string[] }) =>
  db.selectFrom('customer_erasures').select('customer_id').where('customer_id', 'in', people),
);

/** All topics: with one named, SQLite reads everybody who ever said something about it. */
const findConsents = prepared((db, { people }: { people: readonly string[] }) =>
  db.selectFrom('customer_consents').select(['customer_id', 'topic', 'granted']).where('customer_id', 'in', people),
);

const findPlaces = prepared((db, { talks }: { talks: readonly string[] }) =>
  db
    .selectFrom('conversations')
    .select(['id', 'customer_id', 'channel', 'account', 'owner_kind', 'is_group', 'unreachable_since'])
    .where('id', 'in', talks),
);

async function holdsOf(db: Database | Tx, asks: readonly Ask[]): Promise<Map<string, 'paused' | 'stopped'>> {
  const batches = [...new Set(asks.flatMap((ask) => (ask.batch === null ? [] : [ask.batch])))];
  if (batches.length === 0) return new Map();
  const { rows } = await findHolds(db, { batches });
  return new Map(rows.map((row) => [row.batch, row.state]));
}

const findHolds = prepared((db, { batches }: { batches: readonly string[] }) =>
  db.selectFrom('care_holds').select(['batch', 'state']).where('batch', 'in', batches),
);

/** Only for platforms with a window: their last word there, and what has left, or is about to, since then. */
async function windowsOf(
  db: Database | Tx,
  places: readonly { id: string; channel: string; account: string }[],
  abilitiesOf: AbilitiesOf,
  now: number,
): Promise<Map<string, Standing['window']>> {
  const found = new Map<string, Standing['window']>();
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
