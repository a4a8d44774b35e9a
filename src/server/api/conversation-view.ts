import type * as z from 'zod';
import type { ConversationId } from '../../core/index.ts';
import { CaseSummary, deskCustomer, openCaseOf, readDeskSettings, sendsUnderWay } from '../../handoff/index.ts';
import type { CaseEventsTable, Database } from '../../storage/index.ts';
import type { CaseEvent, Compensation, ConversationDetail, CustomerProfile, Thread } from '../contract/index.ts';
import { caseBrief, colleague, namesOf } from './case-brief.ts';
import type { DeskParts } from './desk-parts.ts';
import { itemsOf } from './inbox-list.ts';
import { viewersOf } from './live-desk.ts';
import { contentOfMessage } from './message-text.ts';
import type { Principal } from './principal.ts';
import { notFound } from './refusal.ts';
import { seesAll } from './visibility.ts';

type Detail = z.input<typeof ConversationDetail>;

/** Everything about one conversation but its thread. The caller has checked that it may be seen. */
export async function conversationDetail(
  { storage, clock }: Pick<DeskParts, 'storage' | 'clock'>,
  who: Principal,
  conversation: ConversationId,
): Promise<Detail> {
  const { db } = storage;
  const open = await openCaseOf(db, conversation);
  const earlier = await db
    .selectFrom('cases')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('state', '=', 'resolved')
    .orderBy('opened_at', 'desc')
    .limit(20)
    .execute();
  const shown = open ?? earlier[0] ?? null;
  const [item] = await itemsOf(db, [conversation], shown ? [shown] : []);
  if (!item) throw notFound();
  const talk = await db
    .selectFrom('conversations')
    .select(['customer_id', 'owner_kind', 'owner_agent', 'unreachable_since'])
    .where('id', '=', conversation)
    .executeTakeFirstOrThrow();
  const settings = await readDeskSettings(db);
  const names = await namesOf(db);
  const brief = open ? caseBrief(open, settings, names) : null;
  return {
    item,
    case: brief,
    summary: shown ? (CaseSummary.safeParse(JSON.parse(shown.summary)).data ?? null) : null,
    customer: await customerProfile(db, talk.customer_id),
    moods: await moodsOf(db, conversation),
    orders: await ordersOf(db, talk.customer_id),
    complaints: await complaintsOf(db, talk.customer_id),
    surveys: await surveysOf(db, talk.customer_id),
    compensations: await compensationsOf(db, conversation, names),
    earlierCases: earlier.filter(({ id }) => id !== open?.id).map((row) => caseBrief(row, settings, names)),
    viewers: await viewersOf(storage, conversation, who.agent.id, clock.now()),
    may: rightsOf(who, talk.owner_kind, talk.owner_agent),
    reachable: talk.unreachable_since === null,
    settling: talk.owner_kind !== 'bot' && (await sendsUnderWay(db, conversation)) > 0,
  };
}

function rightsOf(who: Principal, owner: 'bot' | 'queue' | 'agent', holder: string | null): Detail['may'] {
  const mine = owner === 'agent' && holder === who.agent.id;
  const may: Detail['may'] = ['note'];
  if (owner !== 'agent') may.push('take');
  if (owner === 'bot') may.push('enqueue');
  if (mine) may.push('reply', 'return', 'transfer', 'snooze', 'resolve', 'compensate');
  else if (seesAll(who) && owner !== 'bot') may.push('reassign', 'return', 'resolve');
  return may;
}

export async function customerProfile(db: Database, customer: string): Promise<z.input<typeof CustomerProfile>> {
  const row = await db.selectFrom('customers').selectAll().where('id', '=', customer).executeTakeFirst();
  if (!row) throw notFound();
  const known = await deskCustomer(db, customer);
  const names = await namesOf(db);
  const addresses = await db
    .selectFrom('conversations')
    .select(['channel', 'peer'])
    .where('customer_id', '=', customer)
    .limit(20)
    .execute();
  return {
    id: row.id,
    name: row.name,
    locale: row.locale === 'en' || row.locale === 'zh-CN' ? row.locale : null,
    tier: known.tier,
    tags: known.tags,
    ownAgent: known.ownAgent === null ? null : colleague(known.ownAgent, names),
    firstAgent: known.firstAgent === null ? null : colleague(known.firstAgent, names),
    since: row.created_at,
    addresses,
  };
}

async function moodsOf(db: Database, conversation: string): Promise<Detail['moods']> {
  const rows = await db
    .selectFrom('moods')
    .leftJoin('messages', (join) =>
      join
        .onRef('messages.conversation_id', '=', 'moods.conversation_id')
        .onRef('messages.message_key', '=', 'moods.message_key'),
    )
    .select(['moods.at', 'moods.score', 'moods.level', 'moods.reasons', 'messages.position'])
    .where('moods.conversation_id', '=', conversation)
    .orderBy('moods.at', 'desc')
    .limit(200)
    .execute();
  return rows.reverse().map((row) => ({
    at: row.at,
    position: row.position ?? 0,
    score: row.score,
    level: row.level as 'calm',
    reasons: JSON.parse(row.reasons).map(({ code }: { code: string }) => code),
  }));
}

async function ordersOf(db: Database, customer: string): Promise<Detail['orders']> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('customer_id', '=', customer)
    .orderBy('placed_at', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ number, title, stage, eta, problem, placed_at }) => ({
    number,
    title,
    stage,
    eta,
    problem,
    placedAt: placed_at,
  }));
}

async function complaintsOf(db: Database, customer: string): Promise<Detail['complaints']> {
  const rows = await db
    .selectFrom('complaints')
    .select(['number', 'grade', 'state', 'category', 'opened_at'])
    .where('customer_id', '=', customer)
    .orderBy('opened_at', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ opened_at, ...row }) => ({ ...row, openedAt: opened_at }));
}

async function surveysOf(db: Database, customer: string): Promise<Detail['surveys']> {
  return db
    .selectFrom('survey_responses')
    .select(['survey', 'kind', 'score', 'at'])
    .where('customer_id', '=', customer)
    .orderBy('at', 'desc')
    .limit(20)
    .execute();
}

async function compensationsOf(
  db: Database,
  conversation: string,
  names: ReadonlyMap<string, string>,
): Promise<Detail['compensations']> {
  const rows = await db
    .selectFrom('compensations')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .orderBy('at', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => compensationOf(row, names));
}

export function compensationOf(
  row: {
    id: string;
    case_id: string;
    customer_id: string;
    conversation_id: string;
    kind: 'coupon' | 'refund' | 'points';
    amount: number;
    reason: string;
    state: 'requested' | 'granted' | 'refused';
    agent_id: string;
    decided_by: string | null;
    at: number;
    decided_at: number | null;
  },
  names: ReadonlyMap<string, string>,
): z.input<typeof Compensation> {
  return {
    id: row.id,
    case: row.case_id,
    customer: row.customer_id,
    conversation: row.conversation_id,
    kind: row.kind,
    amount: row.amount,
    reason: row.reason,
    state: row.state,
    by: colleague(row.agent_id, names),
    decidedBy: row.decided_by === null ? null : colleague(row.decided_by, names),
    at: row.at,
    decidedAt: row.decided_at,
  };
}

export async function threadOf(
  { db }: Pick<DeskParts['storage'], 'db'>,
  conversation: ConversationId,
  asked: { before?: number | undefined; since?: number | undefined; limit: number },
): Promise<z.input<typeof Thread>> {
  let query = db.selectFrom('messages').selectAll().where('conversation_id', '=', conversation);
  if (asked.since !== undefined) query = query.where('revision', '>', asked.since).orderBy('revision');
  else query = query.orderBy('position', 'desc');
  if (asked.before !== undefined) query = query.where('position', '<', asked.before);
  const found = await query.limit(asked.limit + 1).execute();
  const rows = found.slice(0, asked.limit);
  if (asked.since === undefined) rows.reverse();
  const names = await namesOf(db);
  const from = asked.since === undefined ? (rows[0]?.at ?? 0) : 0;
  const events = await db
    .selectFrom('case_events')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('at', '>=', asked.before === undefined && !(found.length > asked.limit) ? 0 : from)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  const talk = await db
    .selectFrom('conversations')
    .select('revision')
    .where('id', '=', conversation)
    .executeTakeFirstOrThrow();
  const heard = await db
    .selectFrom('messages')
    .select((builder) => builder.fn.max('position').as('position'))
    .where('conversation_id', '=', conversation)
    .where('author', '=', 'customer')
    .executeTakeFirst();
  return {
    messages: rows.map((row) => ({
      id: row.id,
      position: row.position,
      revision: row.revision,
      at: row.at,
      author: row.author,
      agent: row.agent_id === null ? null : colleague(row.agent_id, names),
      content: contentOfMessage(row.author, row.content, (media) =>
        media.kind === 'location' ? null : `/api/conversations/${conversation}/media/${row.id}`,
      ),
      delivery: row.delivery,
    })),
    events: events.reverse().map((row) => eventOf(row, names)),
    revision: talk.revision,
    lastCustomerPosition: Number(heard?.position ?? 0),
    more: found.length > asked.limit,
  };
}

export function eventOf(row: CaseEventsTable, names: ReadonlyMap<string, string>): z.input<typeof CaseEvent> {
  const kind = row.actor === 'system' || row.actor === 'customer' ? row.actor : 'agent';
  return {
    id: row.id,
    case: row.case_id,
    at: row.at,
    kind: row.kind as 'note',
    actor: kind === 'agent' ? { kind, agent: colleague(row.actor, names) } : { kind },
    detail: detailOf(row, names),
  };
}

/** Ids of colleagues become their names; who took it over is told by the line itself. */
function detailOf({ kind, actor, detail }: CaseEventsTable, names: ReadonlyMap<string, string>): string {
  if (kind === 'taken' && detail === actor) return '';
  if (!detail.split(',').every((id) => names.has(id))) return detail;
  return detail
    .split(',')
    .map((id) => names.get(id) ?? id)
    .join(', ');
}
