import { sql } from 'kysely';
import type * as z from 'zod';
import { type CaseRow, readDeskSettings } from '../../handoff/index.ts';
import type { Database } from '../../storage/index.ts';
import type { InboxItem, InboxQuery } from '../contract/index.ts';
import { caseBrief, namesOf } from './case-brief.ts';
import { pageOf, readCursor } from './cursor.ts';
import { textOfMessage } from './message-text.ts';
import type { Principal } from './principal.ts';
import { caseIsVisible, seesAll } from './visibility.ts';

type Item = z.input<typeof InboxItem>;

/** One page of the inbox. Cases are walked along their own index; the bot's conversations by their time. */
export async function inboxPage(
  db: Database,
  who: Principal,
  query: InboxQuery,
): Promise<{ items: Item[]; next: string | null }> {
  if (query.view === 'all' && seesAll(who)) return allPage(db, query);
  const settled = query.view === 'resolved';
  const cursor = readCursor(query.cursor, 3);
  const [first, second, third] = cursor ?? [];
  let rows = db.selectFrom('cases').selectAll('cases');
  if (!seesAll(who)) rows = rows.where(caseIsVisible(who));
  switch (query.view) {
    case 'mine':
      rows = rows.where('cases.agent_id', '=', who.agent.id).where('cases.state', '=', 'held');
      break;
    case 'all':
      rows = rows.where('cases.state', 'in', ['waiting', 'held', 'snoozed']);
      break;
    case 'waiting':
    case 'held':
    case 'snoozed':
    case 'resolved':
      rows = rows.where('cases.state', '=', query.view);
      break;
    default:
      query.view satisfies never;
  }
  if (query.channel !== undefined) rows = rows.where('cases.channel', '=', query.channel);
  if (query.tier !== undefined) rows = rows.where('cases.tier', '=', query.tier);
  if (query.skill !== undefined) rows = rows.where('cases.skill', '=', query.skill);
  if (query.locale !== undefined) rows = rows.where('cases.locale', '=', query.locale);
  if (query.mood !== undefined) rows = rows.where('cases.mood_level', '=', query.mood);
  if (query.agent !== undefined) rows = rows.where('cases.agent_id', '=', query.agent);
  if (query.reason !== undefined) rows = rows.where('cases.reasons', 'like', `%"${query.reason}"%`);
  if (query.risk === true) {
    rows = rows.where((builder) =>
      builder.or([builder('first_state', '>', 0), builder('next_state', '>', 0), builder('resolution_state', '>', 0)]),
    );
  }
  if (query.search !== undefined) rows = rows.where(matches(query.search));
  if (settled) {
    if (cursor) rows = rows.where(sql<boolean>`(cases.resolved_at, cases.id) < (${second}, ${third})`);
    rows = rows.orderBy('cases.resolved_at', 'desc').orderBy('cases.id', 'desc');
  } else {
    if (cursor) {
      rows = rows.where(
        sql<boolean>`(cases.priority < ${first} or (cases.priority = ${first} and (cases.queued_at, cases.id) > (${second}, ${third})))`,
      );
    }
    rows = rows.orderBy('cases.priority', 'desc').orderBy('cases.queued_at').orderBy('cases.id');
  }
  const found = await rows.limit(query.limit + 1).execute();
  const page = pageOf(found, query.limit, (row) => [
    row.priority,
    settled ? (row.resolved_at ?? 0) : row.queued_at,
    row.id,
  ]);
  return {
    items: await itemsOf(
      db,
      page.rows.map((row) => row.conversation_id),
      page.rows,
    ),
    next: page.next,
  };
}

/** Leads: every conversation, newest first. */
async function allPage(db: Database, query: InboxQuery): Promise<{ items: Item[]; next: string | null }> {
  const cursor = readCursor(query.cursor, 2);
  let rows = db.selectFrom('conversations').select(['conversations.id', 'conversations.last_message_at']);
  if (cursor)
    rows = rows.where(sql<boolean>`(conversations.last_message_at, conversations.id) < (${cursor[0]}, ${cursor[1]})`);
  if (query.channel !== undefined) rows = rows.where('conversations.channel', '=', query.channel);
  if (query.locale !== undefined) rows = rows.where('conversations.locale', '=', query.locale);
  if (query.search !== undefined) rows = rows.where(matchesConversation(query.search));
  const found = await rows
    .orderBy('conversations.last_message_at', 'desc')
    .orderBy('conversations.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = pageOf(found, query.limit, (row) => [row.last_message_at, row.id]);
  const ids = page.rows.map(({ id }) => id);
  const cases = ids.length === 0 ? [] : await openCasesOf(db, ids);
  return { items: await itemsOf(db, ids, cases), next: page.next };
}

function openCasesOf(db: Database, conversations: readonly string[]): Promise<CaseRow[]> {
  return db
    .selectFrom('cases')
    .selectAll()
    .where('conversation_id', 'in', [...conversations])
    .where('state', 'in', ['waiting', 'held', 'snoozed'])
    .execute();
}

/** Everything that a line of the list shows, with one query per table and not per line. */
export async function itemsOf(
  db: Database,
  conversations: readonly string[],
  cases: readonly CaseRow[],
): Promise<Item[]> {
  if (conversations.length === 0) return [];
  const ids = [...new Set(conversations)];
  const settings = await readDeskSettings(db);
  const names = await namesOf(db);
  const rows = await db
    .selectFrom('conversations')
    .innerJoin('customers', 'customers.id', 'conversations.customer_id')
    .select([
      'conversations.id',
      'conversations.customer_id',
      'conversations.channel',
      'conversations.locale',
      'conversations.owner_kind',
      'conversations.revision',
      'customers.name',
      'customers.tier',
    ])
    .where('conversations.id', 'in', ids)
    .execute();
  const last = await db
    .selectFrom('messages')
    .select(['conversation_id', 'author', 'content', 'at'])
    .where('conversation_id', 'in', ids)
    .where(
      sql<boolean>`position = (select max(position) from messages newest where newest.conversation_id = messages.conversation_id)`,
    )
    .execute();
  const moods = await db
    .selectFrom('moods')
    .select(['conversation_id', 'level', 'score'])
    .where('conversation_id', 'in', ids)
    .where(sql<boolean>`id = (select max(id) from moods newest where newest.conversation_id = moods.conversation_id)`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return conversations.flatMap((id, index): Item[] => {
    const row = byId.get(id);
    if (!row) return [];
    const own = cases[index]?.conversation_id === id ? cases[index] : cases.find((each) => each.conversation_id === id);
    const message = last.find((each) => each.conversation_id === id);
    const mood = moods.find((each) => each.conversation_id === id);
    return [
      {
        conversation: id,
        customer: { id: row.customer_id, name: row.name, tier: own ? tierOf(own.tier) : tierOf(row.tier ?? '') },
        channel: row.channel,
        locale: row.locale === 'en' ? 'en' : 'zh-CN',
        owner: row.owner_kind,
        case: own ? caseBrief(own, settings, names) : null,
        mood: mood ? { level: mood.level as 'calm', score: mood.score } : null,
        lastMessage: message
          ? {
              author: message.author,
              text: textOfMessage(message.author, message.content).slice(0, 160),
              at: message.at,
            }
          : null,
        revision: row.revision,
      },
    ];
  });
}

export async function inboxCounts(db: Database, who: Principal) {
  const rows = await db
    .selectFrom('cases')
    .select([
      'state',
      (builder) => builder.fn.countAll<number>().as('count'),
      sql<number>`sum(case when first_state > 0 or next_state > 0 or resolution_state > 0 then 1 else 0 end)`.as(
        'risk',
      ),
      sql<number>`sum(case when agent_id = ${who.agent.id} then 1 else 0 end)`.as('mine'),
    ])
    .where('state', 'in', ['waiting', 'held', 'snoozed'])
    .where(seesAll(who) ? sql<boolean>`1 = 1` : caseIsVisible(who))
    .groupBy('state')
    .execute();
  const of = (state: string) => rows.find((row) => row.state === state);
  const count = (state: string) => Number(of(state)?.count ?? 0);
  return {
    waiting: count('waiting'),
    mine: Number(of('held')?.mine ?? 0),
    held: count('held'),
    snoozed: count('snoozed'),
    atRisk: rows.reduce((sum, row) => sum + Number(row.risk), 0),
  };
}

function tierOf(tier: string): 'standard' | 'silver' | 'gold' | 'vip' {
  if (tier === 'platinum' || tier === 'vip') return 'vip';
  if (tier === 'core' || tier === 'gold') return 'gold';
  return tier === 'silver' ? 'silver' : 'standard';
}

/** The beginning of a name, or a whole id. `%` and `_` are themselves. */
function matches(search: string) {
  const start = `${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(cases.conversation_id = ${search} or cases.customer_id = ${search}
    or cases.customer_id in (select id from customers where lower(name) like ${start} escape '\\')
    or cases.customer_id in (select customer_id from complaints where number = ${search.toUpperCase()}))`;
}

function matchesConversation(search: string) {
  const start = `${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(conversations.id = ${search} or conversations.customer_id = ${search}
    or conversations.customer_id in (select id from customers where lower(name) like ${start} escape '\\')
    or conversations.customer_id in (select customer_id from complaints where number = ${search.toUpperCase()}))`;
}
