import { sql } from 'kysely';
import { type CustomerId, LOCALES, type Locale } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { consentsOf } from '../consents.ts';
import { profileOf } from '../profile.ts';
import { tagsOf } from '../tags.ts';
import { HOLDINGS } from './holdings.ts';
import { type Person, personOf, rowsOf } from './person.ts';
import { erasureRequestedAt, isRoom } from './request-erasure.ts';
import { dataWords } from './words.ts';

/** What is kept about a person. */
export interface StoredData {
  /** Short sentences for a chat, one per kind of thing; nothing is kept: one that says so. */
  lines: Readonly<Record<Locale, readonly string[]>>;
  /** Every row with every column, by table, for a file (`JSON.stringify`). */
  export: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Rows of one table in an export; more is told in the lines and given by an operator. */
const MOST_ROWS = 10_000;

/** Nothing about anybody is shown where others read it. */
const IN_A_ROOM: StoredData = {
  lines: {
    'zh-CN': ['这里是群聊，请私聊我再查看您的资料'],
    en: ['this is a group: ask me in a private chat, so that nobody else reads it'],
  },
  export: {},
};

/** For the person themselves: ask the channel who they are, never their words. */
export async function storedAbout(storage: Storage, customer: CustomerId): Promise<StoredData> {
  if (await isRoom(storage.db, customer)) return IN_A_ROOM;
  const person = await personOf(storage.db, customer);
  const profile = await profileOf(storage.db, customer);
  const rows = await everything(storage, person);
  const count = (table: string) => rows[table]?.length ?? 0;
  const facts = {
    profile,
    tags: (await tagsOf(storage.db, customer)).map((tag) => tag.tag),
    consents: await consentsOf(storage.db, customer),
    conversations: person.conversation.length,
    messages: count('messages'),
    orders: count('orders'),
    requests: count('order_requests'),
    complaints: count('complaints'),
    surveys: count('survey_responses'),
    questions: count('knowledge_gaps') + count('answer_feedback'),
    cases: count('cases'),
    erasureAt: await erasureRequestedAt(storage.db, customer),
  };
  const lines = Object.fromEntries(LOCALES.map((locale) => [locale, dataWords(locale, facts)]));
  return { lines: { 'zh-CN': lines['zh-CN'] ?? [], en: lines['en'] ?? [] }, export: rows };
}

async function everything(storage: Storage, person: Person): Promise<StoredData['export']> {
  const found: Record<string, readonly Readonly<Record<string, unknown>>[]> = {
    customers: await storage.db.selectFrom('customers').selectAll().where('id', 'in', person.customer).execute(),
    conversations: await storage.db
      .selectFrom('conversations')
      .selectAll()
      .where('customer_id', 'in', person.customer)
      .execute(),
  };
  for (const holding of HOLDINGS) {
    const theirs = holding.technical ? null : rowsOf(holding, person);
    if (theirs === null) continue;
    const order = holding.key === null ? sql`` : sql`order by ${sql.ref(holding.key)}`;
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(holding.table)} where ${theirs} ${order} limit ${MOST_ROWS}`.execute(storage.db);
    if (rows.length > 0) found[holding.table] = rows;
  }
  return found;
}
