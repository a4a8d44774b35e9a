import type { AgentId } from '../../core/index.ts';
import type { Database, Storage, Tx } from '../../storage/index.ts';

/** "This changed": what live consoles are told. Never the change itself. */
export type DeskNews =
  | { kind: 'conversation'; conversation: string }
  | { kind: 'queue'; conversation: string; alert: boolean }
  | { kind: 'assigned'; conversation: string }
  | { kind: 'clock'; conversation: string; state: 'at-risk' | 'breached' }
  | { kind: 'viewers'; conversation: string; customer: boolean }
  | { kind: 'compensation'; compensation: string }
  /** `alert`: a promise was broken, and this lead has to see to it. */
  | { kind: 'complaint'; complaint: string; alert: boolean }
  | { kind: 'campaign'; campaign: string }
  | { kind: 'team' }
  | { kind: 'signed-out' };

export interface StoredNews {
  id: number;
  news: DeskNews;
  /** Only for this agent. */
  agent: string | null;
  conversation: string | null;
  at: number;
}

/** How long a console may be away and still only needs what it missed. */
const NEWS_LIFE_MS = 60 * 60_000;

/** Written with the change that it is about. `to`: for this agent only. */
export async function announce(tx: Tx, news: DeskNews, now: number, to: AgentId | null = null): Promise<void> {
  await tx
    .insertInto('desk_events')
    .values({
      event: JSON.stringify(news),
      agent_id: to,
      conversation_id: 'conversation' in news ? news.conversation : null,
      at: now,
    })
    .execute();
}

/** What was announced after `id`, oldest first. */
export async function newsAfter(db: Database, id: number, limit: number): Promise<readonly StoredNews[]> {
  const rows = await db.selectFrom('desk_events').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    news: JSON.parse(row.event),
    agent: row.agent_id,
    conversation: row.conversation_id,
    at: row.at,
  }));
}

export async function lastNewsId(db: Database): Promise<number> {
  const row = await db
    .selectFrom('desk_events')
    .select((builder) => builder.fn.max('id').as('id'))
    .executeTakeFirst();
  return Number(row?.id ?? 0);
}

/** The oldest that is still there; who missed more reads everything again. */
export async function firstNewsId(db: Database): Promise<number> {
  const row = await db
    .selectFrom('desk_events')
    .select((builder) => builder.fn.min('id').as('id'))
    .executeTakeFirst();
  return Number(row?.id ?? 0);
}

export async function forgetNews(storage: Storage, now: number): Promise<void> {
  await storage.transact((tx) =>
    tx
      .deleteFrom('desk_events')
      .where('at', '<', now - NEWS_LIFE_MS)
      .execute(),
  );
}
