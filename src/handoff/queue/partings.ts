import type { Database, Tx } from '../../storage/index.ts';

/** Somebody's hands that a case has left for others: by their silence, or because they passed it on. */
export interface Parting {
  case_id: string;
  kind: string;
  /** Whose. */
  actor: string;
  at: number;
}

export async function partings(db: Database | Tx, conversations: readonly string[]): Promise<readonly Parting[]> {
  if (conversations.length === 0) return [];
  return db
    .selectFrom('case_events')
    .select(['case_id', 'kind', 'actor', 'at'])
    .where('conversation_id', 'in', [...conversations])
    .where('kind', 'in', ['lapsed', 'transferred'])
    .execute();
}
