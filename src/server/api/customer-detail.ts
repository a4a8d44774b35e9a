import type { RuleLibrary } from '../../care/index.ts';
import type { CustomerId } from '../../core/index.ts';
import { consentHistory, consentsOf, joinsOf, profileOf, tagsOf } from '../../customers/index.ts';
import type { Database } from '../../storage/index.ts';
import type { CustomerDetail } from '../contract/customers.ts';
import { namesOf } from './case-brief.ts';

/** The newest of what may be many. */
const MOST_ORDERS = 10;
const MOST_RECEIVED = 30;

/** One person with all that is known of them and where it comes from; null for nobody. */
export async function customerDetail(
  db: Database,
  rules: Pick<RuleLibrary, 'rule'>,
  customer: CustomerId,
): Promise<CustomerDetail | null> {
  const profile = await profileOf(db, customer);
  if (profile === null) return null;
  const names = await namesOf(db);
  const sourceOf = (source: string) => {
    const agent = /^(?:agent|import):(.+)$/.exec(source)?.[1];
    return agent === undefined ? source : (names.get(agent) ?? source);
  };
  const said = ({ source, ...each }: { topic: string; granted: boolean; source: string; at: number }) => ({
    ...each,
    source: sourceOf(source),
  });
  const tagged = await tagsOf(db, customer);
  const { id, name, tier, orders, spent, lastActiveAt, createdAt, ...rest } = profile;
  const { firstOrderAt: _first, lastOrderAt: _last, ...shown } = rest;
  return {
    ...{ id, name, tier, orders, spent, lastActiveAt, since: createdAt, tags: tagged.map(({ tag }) => tag) },
    ...shown,
    tierSource: shown.tierSource === null ? null : sourceOf(shown.tierSource),
    tagged: tagged.map((each) => ({ ...each, source: sourceOf(each.source) })),
    consents: (await consentsOf(db, customer)).map(said),
    said: (await consentHistory(db, customer)).map(said),
    addresses: await addressesOf(db, customer),
    joins: (await joinedInto(db, customer)).map((each) => ({ ...each, source: sourceOf(each.source) })),
    ordered: await db
      .selectFrom('orders')
      .select(['number', 'title', 'stage', 'placed_at as placedAt'])
      .where('customer_id', '=', customer)
      .where('forgotten', '=', 0)
      .orderBy('placed_at', 'desc')
      .limit(MOST_ORDERS)
      .execute(),
    received: await receivedBy(db, rules, customer),
  };
}

async function addressesOf(db: Database, customer: CustomerId): Promise<CustomerDetail['addresses']> {
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'channel', 'peer', 'unreachable_since', 'last_message_at'])
    .where('customer_id', '=', customer)
    .orderBy('last_message_at', 'desc')
    .execute();
  return rows.map((row) => ({
    conversation: row.id,
    channel: row.channel,
    peer: row.peer,
    reachable: row.unreachable_since === null,
    lastAt: row.last_message_at,
  }));
}

async function joinedInto(db: Database, customer: CustomerId): Promise<CustomerDetail['joins']> {
  const joins = (await joinsOf(db, customer)).filter(({ into }) => into === customer);
  if (joins.length === 0) return [];
  const rows = await db
    .selectFrom('customers')
    .select(['id', 'name'])
    .where(
      'id',
      'in',
      joins.map(({ from }) => from),
    )
    .execute();
  const nameOf = new Map(rows.map((row) => [row.id, row.name]));
  return joins.map(({ id, from, reason, source, at }) => ({
    ...{ id, other: from, name: nameOf.get(from) ?? null, reason, source, at },
  }));
}

async function receivedBy(
  db: Database,
  rules: Pick<RuleLibrary, 'rule'>,
  customer: CustomerId,
): Promise<CustomerDetail['received']> {
  const rows = await db
    .selectFrom('care_ledger')
    .select(['id', 'source', 'status', 'why', 'planned_at', 'settled_at'])
    .where('customer_id', '=', customer)
    .orderBy('id', 'desc')
    .limit(MOST_RECEIVED)
    .execute();
  const campaigns = rows.flatMap(({ source }) => source.match(/^campaign:(.+)$/)?.[1] ?? []);
  const titles = new Map(
    campaigns.length === 0
      ? []
      : (await db.selectFrom('care_campaigns').select(['id', 'title']).where('id', 'in', campaigns).execute()).map(
          (row): [string, string] => [row.id, row.title],
        ),
  );
  return rows.map(({ id, source, status, why, planned_at, settled_at }) => {
    const [kind = '', rest = ''] = source.split(/:(.*)/s);
    const plain = kind === 'campaign' ? (titles.get(rest) ?? rest) : rest;
    const title = kind === 'rule' ? rules.rule(rest)?.title : undefined;
    return { id, title: title ?? { 'zh-CN': plain, en: plain }, status, why, at: settled_at ?? planned_at };
  });
}
