import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../storage/index.ts';
import { type Lift, liftOf, type Share, wilson } from '../experiment/lift.ts';
import type { Goal } from '../rules/definition.ts';

/** What came of one rule, campaign or kind of alert. Everything is counted from the ledger and what customers did. */
export interface CareFigures {
  source: string;
  /** Everybody who was to get it: planned, whatever became of them; without those held out or refused. */
  meant: number;
  excluded: Record<string, number>;
  heldOut: number;
  sent: number;
  underWay: number;
  failed: number;
  unsure: number;
  /** Sent of those whose message is settled; null: none is. */
  reach: number | null;
  /** Null: no platform told of any. */
  read: number | null;
  replied: number;
  optedOut: number;
  complained: number;
  /** Answers to surveys within three days of a message, and how many of them are content (4 or 5 of 5, 9 or 10 of 10). */
  satisfaction: { answers: number; satisfied: number };
  goal: GoalFigures | null;
}

export interface GoalFigures {
  kind: Goal['kind'];
  treated: Share;
  heldOut: Share;
  lift: Lift | null;
  variants: { name: string; share: Share; low: number; high: number }[];
}

/** By `planned_at`, in milliseconds; `to` not included. */
export interface Period {
  from: number;
  to: number;
}

/** What is under a message and who was held out are one experiment; who was refused has no part in it. */
const IN_EXPERIMENT = ['planned', 'queued', 'sent', 'unsure', 'failed', 'expired', 'stopped', 'held-out'] as const;
const SATISFACTION_MS = 3 * 24 * 60 * 60_000;

/** The sources that planned something in this time. One look into the index for each. */
export async function careSources(db: Database): Promise<string[]> {
  const sources: string[] = [];
  for (let after = ''; ; ) {
    const row = await db
      .selectFrom('care_ledger')
      .select((least) => least.fn.min('source').as('source'))
      .where('source', '>', after)
      .executeTakeFirst();
    if (!row?.source) return sources;
    sources.push(row.source);
    after = row.source;
  }
}

export async function careFigures(
  db: Database,
  source: string,
  goal: Goal | null,
  period: Period,
): Promise<CareFigures> {
  const marked = (column: string) => sql<number>`count(${sql.ref(column)})`;
  const rows = await db
    .selectFrom('care_ledger')
    .select(['status', 'why', sql<number>`count(*)`.as('count')])
    .select([
      marked('read_at').as('read'),
      marked('replied_at').as('replied'),
      marked('opted_out_at').as('optedOut'),
      marked('complained_at').as('complained'),
    ])
    .where('source', '=', source)
    .where('planned_at', '>=', period.from)
    .where('planned_at', '<', period.to)
    .groupBy(['status', 'why'])
    .execute();
  const sum = (column: 'count' | 'read' | 'replied' | 'optedOut' | 'complained', ...statuses: readonly string[]) =>
    rows
      .filter((row) => statuses.length === 0 || statuses.includes(row.status))
      .reduce((total, row) => total + Number(row[column]), 0);
  const excluded: Record<string, number> = {};
  for (const row of rows.filter(({ status }) => status === 'refused'))
    excluded[row.why ?? 'unknown'] = (excluded[row.why ?? 'unknown'] ?? 0) + Number(row.count);
  const sent = sum('count', 'sent');
  const settled = sum('count', 'sent', 'unsure', 'failed', 'expired');
  const read = sum('read');
  return {
    source,
    meant: sum('count') - sum('count', 'refused', 'held-out'),
    excluded,
    heldOut: sum('count', 'held-out'),
    sent,
    underWay: sum('count', 'planned', 'queued'),
    failed: sum('count', 'failed'),
    unsure: sum('count', 'unsure'),
    reach: settled === 0 ? null : sent / settled,
    read: read === 0 ? null : read,
    replied: sum('replied'),
    optedOut: sum('optedOut'),
    complained: sum('complained'),
    satisfaction: await satisfactionOf(db, source, period),
    goal: goal === null ? null : await goalFigures(db, source, goal, period),
  };
}

async function satisfactionOf(db: Database, source: string, { from, to }: Period) {
  const { rows } = await sql<{ answers: number; satisfied: number | null }>`
    select count(*) as answers,
      sum(case when (kind in ('csat', 'ces') and score >= 4) or (kind = 'nps' and score >= 9) then 1 else 0 end) as satisfied
    from survey_responses as answer
    where answer.score is not null and exists (
      select 1 from care_ledger as entry
      where entry.customer_id = answer.customer_id and entry.source = ${source} and entry.status = 'sent'
        and entry.planned_at >= ${from} and entry.planned_at < ${to}
        and answer.at >= entry.counted_at and answer.at < entry.counted_at + ${SATISFACTION_MS})`.execute(db);
  return { answers: Number(rows[0]?.answers ?? 0), satisfied: Number(rows[0]?.satisfied ?? 0) };
}

/** Whether each of the experiment did it, counted from the moment that the message was due: the same for both sides. */
async function goalFigures(db: Database, source: string, goal: Goal, { from, to }: Period): Promise<GoalFigures> {
  const { rows } = await sql<{ arm: string; of: number; hits: number | null }>`
    select case when status = 'held-out' then '' else coalesce(variant, 'a') end as arm, count(*) as of,
      sum(case when ${reached(goal)} then 1 else 0 end) as hits
    from care_ledger as entry
    where source = ${source} and planned_at >= ${from} and planned_at < ${to} and status in (${sql.join([...IN_EXPERIMENT])})
    group by 1 order by 1`.execute(db);
  const shares = rows.map((row) => ({ name: row.arm, share: { hits: Number(row.hits ?? 0), of: Number(row.of) } }));
  const heldOut = shares.find(({ name }) => name === '')?.share ?? { hits: 0, of: 0 };
  const variants = shares.filter(({ name }) => name !== '');
  const treated = variants.reduce((sum, { share }) => ({ hits: sum.hits + share.hits, of: sum.of + share.of }), {
    hits: 0,
    of: 0,
  });
  return {
    kind: goal.kind,
    treated,
    heldOut,
    lift: liftOf(treated, heldOut),
    variants: variants.map(({ name, share }) => ({ name, share, ...wilson(share) })),
  };
}

function reached({ kind, within }: Goal): RawBuilder<boolean> {
  switch (kind) {
    case 'order':
      return sql<boolean>`exists (select 1 from orders where orders.customer_id = entry.customer_id
        and orders.stage not in ('unpaid', 'cancelled', 'returned')
        and orders.placed_at >= entry.planned_at and orders.placed_at < entry.planned_at + ${within})`;
    case 'reply':
      return sql<boolean>`exists (select 1 from conversations join messages on messages.conversation_id = conversations.id
        where conversations.customer_id = entry.customer_id and messages.author = 'customer'
        and messages.at >= entry.planned_at and messages.at < entry.planned_at + ${within})`;
    case 'survey':
      return sql<boolean>`exists (select 1 from survey_responses where survey_responses.customer_id = entry.customer_id
        and survey_responses.at >= entry.planned_at and survey_responses.at < entry.planned_at + ${within})`;
    default:
      return kind satisfies never;
  }
}
