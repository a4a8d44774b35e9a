import { type ConversationId, type CustomerId, Locale } from '../../core/index.ts';
import { type Database, prepared, type Tx } from '../../storage/index.ts';
import type { AbilitiesOf } from './standing.ts';

/** Where a customer can be written to first. */
export interface PlaceToSay {
  conversation: ConversationId;
  channel: string;
  account: string;
  /** Goes through the outbox, or as a task that a colleague confirms. */
  via: 'outbox' | 'task';
  locale: Locale;
  reachable: boolean;
}

/**
 * The best private conversation of each of these customers: one that may be written to, reachable, of the wanted channel
 * when one is wanted, and the last one that they used. Nobody without such a conversation is in the answer.
 */
export async function placesToSay(
  db: Database | Tx,
  customers: readonly CustomerId[],
  abilitiesOf: AbilitiesOf,
  wanted: { channel?: string } = {},
): Promise<Map<CustomerId, PlaceToSay>> {
  const found = new Map<CustomerId, PlaceToSay>();
  if (customers.length === 0) return found;
  const { rows } = await findTalks(db, { people: [...new Set(customers)] });
  for (const row of rows) {
    const proactive = abilitiesOf(row.channel, row.account)?.proactive.kind ?? 'none';
    if (proactive === 'none') continue;
    if (wanted.channel !== undefined && row.channel !== wanted.channel) continue;
    const customer = row.customer_id as CustomerId;
    const place: PlaceToSay = {
      conversation: row.id as ConversationId,
      channel: row.channel,
      account: row.account,
      via: proactive === 'task' ? 'task' : 'outbox',
      locale: LocaleOfTalk.parse(row.locale),
      reachable: row.unreachable_since === null,
    };
    const best = found.get(customer);
    if (best === undefined || rank(place) > rank(best)) found.set(customer, place);
  }
  return found;
}

const LocaleOfTalk = Locale.catch('en');

const findTalks = prepared((db, { people }: { people: readonly string[] }) =>
  db
    .selectFrom('conversations')
    .select(['id', 'customer_id', 'channel', 'account', 'locale', 'unreachable_since'])
    .where('customer_id', 'in', people)
    .where('is_group', '=', 0)
    .orderBy('last_message_at', 'desc')
    .orderBy('id'),
);

/** What leaves at once goes before what a colleague has to confirm. */
function rank(place: PlaceToSay): number {
  return (place.reachable ? 2 : 0) + (place.via === 'outbox' ? 1 : 0);
}
