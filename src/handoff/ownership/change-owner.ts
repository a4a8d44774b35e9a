import type { AgentId, CaseId, ConversationId } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';

export type NewOwner =
  | { kind: 'bot' }
  | { kind: 'queue'; caseId: CaseId }
  | { kind: 'agent'; caseId: CaseId; agent: AgentId };

/** Who must own it for the change to happen. */
export type Expected = { kinds: readonly ('bot' | 'queue' | 'agent')[]; agent?: AgentId };

export interface Owned {
  id: ConversationId;
  customer: string;
  kind: 'bot' | 'queue' | 'agent';
  agent: AgentId | null;
  channel: string;
  locale: string;
  epoch: number;
}

/**
 * The only place where a conversation changes hands (invariant 3). One guarded UPDATE: of two that come at once the
 * database lets one through, and it raises the epoch, so nothing the bot has written under the old one is sent. In
 * PostgreSQL it waits for a claim of the outbox that is committing, and every later claim waits for it.
 * False when somebody else was faster. Lock order everywhere: the conversation, then its case.
 */
export async function changeOwner(
  tx: Tx,
  conversation: ConversationId,
  expected: Expected,
  to: NewOwner,
): Promise<boolean> {
  let update = tx
    .updateTable('conversations')
    .set((builder) => ({
      owner_kind: to.kind,
      owner_case: to.kind === 'bot' ? null : to.caseId,
      owner_agent: to.kind === 'agent' ? to.agent : null,
      epoch: builder('epoch', '+', 1),
    }))
    .where('id', '=', conversation)
    .where('owner_kind', 'in', [...expected.kinds]);
  if (expected.agent !== undefined) update = update.where('owner_agent', '=', expected.agent);
  const changed = await update.executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

export async function ownerOf(db: Database | Tx, conversation: ConversationId): Promise<Owned | null> {
  const row = await db
    .selectFrom('conversations')
    .select(['customer_id', 'owner_kind', 'owner_agent', 'channel', 'locale', 'epoch'])
    .where('id', '=', conversation)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: conversation,
    customer: row.customer_id,
    kind: row.owner_kind,
    agent: row.owner_agent as AgentId | null,
    channel: row.channel,
    locale: row.locale,
    epoch: row.epoch,
  };
}
