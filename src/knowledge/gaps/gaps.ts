import type { ConversationId } from '../../core/index.ts';
import { EntryId, Locale } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';

/** A question to which the knowledge base had no answer. */
export interface Gap {
  id: number;
  conversation: string;
  question: string;
  locale: Locale;
  confidence: number;
  nearest: readonly EntryId[];
  state: 'open' | 'closed';
  /** Milliseconds since the epoch. */
  at: number;
}

export interface NewGap {
  conversation: ConversationId;
  question: string;
  locale: Locale;
  confidence: number;
  nearest: readonly EntryId[];
  at: number;
}

export async function recordGap(tx: Tx, gap: NewGap): Promise<void> {
  await tx
    .insertInto('knowledge_gaps')
    .values({
      conversation_id: gap.conversation,
      question: gap.question,
      locale: gap.locale,
      confidence: gap.confidence,
      nearest: JSON.stringify(gap.nearest),
      at: gap.at,
      closed_at: null,
    })
    .execute();
}

/** Newest first. */
export async function listGaps(
  db: Database | Tx,
  wanted: { state?: 'open' | 'closed'; since?: number; limit?: number } = {},
): Promise<Gap[]> {
  let query = db
    .selectFrom('knowledge_gaps')
    .selectAll()
    .where('state', '=', wanted.state ?? 'open');
  if (wanted.since !== undefined) query = query.where('at', '>=', wanted.since);
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(wanted.limit ?? 10_000)
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    conversation: row.conversation_id,
    question: row.question,
    locale: Locale.parse(row.locale),
    confidence: row.confidence,
    nearest: EntryId.array().parse(JSON.parse(row.nearest)),
    state: row.state,
    at: row.at,
  }));
}

/** Marks gaps as dealt with; returns how many were still open. */
export async function closeGaps(tx: Tx, ids: readonly number[], at: number): Promise<number> {
  if (ids.length === 0) return 0;
  const result = await tx
    .updateTable('knowledge_gaps')
    .set({ state: 'closed', closed_at: at })
    .where('id', 'in', ids)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
